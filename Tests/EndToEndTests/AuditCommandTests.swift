import BallastCommand
import Foundation
import Testing

/// `ballast audit` on real files: the built-in strategies pass on the sample and the real session.
struct AuditCommandTests {
  @Test("the strategies of a session pass", arguments: Session.available)
  func passes(session: Session) throws {
    try TestFolder.with { folder in
      try session.write(to: folder)
      try folder.write(session.experiment(), to: "e.yaml")
      let file = folder.url.appendingPathComponent("e.yaml").path
      let status = BallastCommand.run(
        ["audit", file, "--quick", "--until", "2m", "--quiet", "--no-cache", "--seed", "3"])
      #expect(status == .done)
    }
  }

  @Test("an audit of strategies that send nothing fails, wrong arguments are refused")
  func fails() throws {
    let session = try #require(Session.sample)
    try TestFolder.with { folder in
      try session.write(to: folder)
      try folder.write(session.experiment(["{ name: hold, use: hold }"]), to: "e.yaml")
      let file = folder.url.appendingPathComponent("e.yaml").path
      let common = ["audit", file, "--quick", "--quiet", "--no-cache", "--until"]
      #expect(BallastCommand.run(common + ["20s"]) == .failed)
      #expect(BallastCommand.run(common + ["soon"]) == .badInput)
      #expect(BallastCommand.run(common + ["20s", "--copies", "1"]) == .usage)
    }
  }
}
