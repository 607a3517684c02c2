import Experiments
import Foundation
import Testing

@Suite struct RunFolderTests {
  private func write(_ text: String, to path: String, operations: FileOperations = .system) throws {
    let folder = try RunFolder(path: path, operations: operations)
    try folder.write("metrics.csv", text)
    try folder.write("manifest.json", "{ \"result_hash\": \"\" }")
    try folder.publish()
  }

  @Test("a run appears only once it is published")
  func publish() throws {
    try Samples.inFolder { parent in
      let folder = try RunFolder(path: parent + "/deep/er/run")
      try folder.write("metrics.csv", "a\n")
      #expect(!FileManager.default.fileExists(atPath: parent + "/deep/er/run"))
      try folder.publish()
      #expect(try Samples.text(parent + "/deep/er/run/metrics.csv") == "a\n")
      #expect(try Samples.names(in: parent + "/deep/er") == ["run"])
    }
  }

  @Test("a new run replaces an old one whole")
  func replace() throws {
    try Samples.inFolder { parent in
      try write("old\n", to: parent + "/run")
      try Data().write(to: URL(fileURLWithPath: parent + "/run/orders.csv"))
      try write("new\n", to: parent + "/run/")
      #expect(try Samples.text(parent + "/run/metrics.csv") == "new\n")
      #expect(try Samples.names(in: parent + "/run") == ["manifest.json", "metrics.csv"])
      #expect(try Samples.names(in: parent) == ["run"])
    }
  }

  @Test(
    "a folder that holds anything else is refused and left as it is",
    arguments: ["notes.txt", "charts/mine.txt", "manifest.json", ".hidden"])
  func foreign(name: String) throws {
    try Samples.inFolder { parent in
      let path = URL(fileURLWithPath: parent + "/run/" + name)
      try FileManager.default.createDirectory(
        at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data("{}".utf8).write(to: path)
      let error = #expect(throws: FileError.self) { try write("new\n", to: parent + "/run") }
      #expect("\(String(describing: error))".contains(name))
      #expect(try Samples.text(path.path) == "{}")
      #expect(try Samples.names(in: parent) == ["run"])
    }
  }

  @Test("a link goes on pointing where it does, and nothing behind it is lost")
  func link() throws {
    try Samples.inFolder { parent in
      try write("old\n", to: parent + "/real")
      try FileManager.default.createSymbolicLink(
        atPath: parent + "/link", withDestinationPath: parent + "/real")
      try write("new\n", to: parent + "/link")
      #expect(try Samples.text(parent + "/real/metrics.csv") == "new\n")
      #expect(
        try FileManager.default.destinationOfSymbolicLink(atPath: parent + "/link")
          == parent + "/real")
      #expect(try Samples.names(in: parent) == ["link", "real"])
    }
  }

  @Test("whichever system call fails, the old run stays whole", arguments: 1...13)
  func failure(call: Int) throws {
    try Samples.inFolder { parent in
      try write("old\n", to: parent + "/run")
      let calls = FailingCalls(failing: call)
      // The last call makes the name durable after the run is in place: too late to fail.
      if call < 13 {
        #expect(throws: FileError.self) {
          try write("new\n", to: parent + "/run", operations: calls.operations)
        }
        #expect(try Samples.text(parent + "/run/metrics.csv") == "old\n")
      } else {
        try write("new\n", to: parent + "/run", operations: calls.operations)
        #expect(try Samples.text(parent + "/run/metrics.csv") == "new\n")
      }
      #expect(calls.made >= call)
      #expect(try Samples.names(in: parent) == ["run"])
    }
  }

  @Test("where names cannot be exchanged, two renames do it, or are undone", arguments: [0, 1, 2])
  func withoutExchange(failingRename: Int) throws {
    try Samples.inFolder { parent in
      try write("old\n", to: parent + "/run")
      let calls = FailingCalls(failing: failingRename)
      var operations = FileOperations.system
      operations.exchange = { _, _ in ENOSYS }
      operations.rename = { old, new in
        // Files keep their renames; only folders count.
        if new.hasSuffix(".csv") || new.hasSuffix(".json") {
          return FileOperations.system.rename(old, new)
        }
        let code = calls.next()
        return code == 0 ? FileOperations.system.rename(old, new) : code
      }
      if failingRename == 0 {
        try write("new\n", to: parent + "/run", operations: operations)
      } else {
        #expect(throws: FileError.self) {
          try write("new\n", to: parent + "/run", operations: operations)
        }
      }
      let expected = failingRename == 0 ? "new\n" : "old\n"
      #expect(try Samples.text(parent + "/run/metrics.csv") == expected)
      #expect(try Samples.names(in: parent) == ["run"])
    }
  }

  @Test("what is no run is never replaced")
  func foreignFolder() throws {
    try Samples.inFolder { parent in
      try FileManager.default.createDirectory(
        atPath: parent + "/mine", withIntermediateDirectories: true)
      try Data("x".utf8).write(to: URL(fileURLWithPath: parent + "/mine/thesis.tex"))
      #expect(throws: FileError.self) { try RunFolder(path: parent + "/mine") }
      #expect(throws: FileError.self) { try RunFolder(path: parent + "/mine/thesis.tex") }
      #expect(try Samples.names(in: parent) == ["mine"])
    }
  }

  @Test("the result hash is the digest of all CSV files one after the other, by name")
  func resultHash() throws {
    try Samples.inFolder { parent in
      let folder = try RunFolder(path: parent + "/run")
      try folder.write("b.csv", "bc")
      try folder.write("a.csv", "a")
      try folder.write("manifest.json", "not part of it")
      // SHA-256 of "abc".
      #expect(
        try folder.resultHash()
          == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }
  }
}
