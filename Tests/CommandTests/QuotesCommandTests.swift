import BallastCommand
import Foundation
import Testing

@Suite(.enabled(if: BuiltExecutable.url != nil, "the executable was not built"))
struct QuotesCommandTests {
  private func quotes(_ arguments: String) throws -> BuiltExecutable.Outcome {
    try BuiltExecutable.run(
      ["quotes"] + arguments.split(separator: " ").map(String.init),
      in: FileManager.default.temporaryDirectory.path)
  }

  private let glft =
    "glft --set sigma=0.3 --set A=0.9 --set k=0.3 --set gamma=0.01 --set horizon=600 --set limit=30"

  @Test("A range that begins with a dash gives one row per inventory, an empty side at the bound")
  func table() throws {
    let outcome = try quotes(glft + " --set form=exact --inventory -30:30 --time 0")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == 62)
    #expect(lines.first == "inventory,bid_offset,ask_offset")
    #expect(lines[1].hasPrefix("-30,0.42705615") && lines[1].hasSuffix(","))
    let middle = lines[31].split(separator: ",").compactMap { Double($0) }
    // The value of FORMULAS' published parameter set, computed with 40 digits.
    #expect(middle.count == 3 && middle[0] == 0)
    #expect(abs(middle[1] - 3.313045409843934) < 1e-12)
  }

  @Test("Values that begin with a dash, steps, lists, several times and JSON")
  func forms() throws {
    let drift = try quotes(glft + " --set mu=-0.01 --inventory -5")
    #expect(drift.status == 0 && drift.output.contains("\n-5,"), "\(drift.errors)")
    let steps = try quotes(glft + " --inventory -4:4:2,7 --time 0 --time 600")
    #expect(steps.output.split(separator: "\n").count == 13)
    #expect(steps.output.hasPrefix("time,inventory,bid_offset,ask_offset\n0,-4,"))
    let json = try quotes(glft + " --json")
    #expect(json.output.contains("\"bid_offset\""))
  }

  @Test(
    "What makes no sense ends with 64 and a remedy",
    arguments: [
      ("glfd", "did you mean 'glft'?"),
      ("glft --set sigm=1", "did you mean 'sigma'?"),
      ("glft --set sigma=1", "missing"),
      ("ho-stoll --set alpha", "NAME=VALUE"),
      ("fixed --set half-spread=1 --inventory 3:1", "never ends"),
      ("fixed --set half-spread=1 --set unit=bps", "mid"),
      (
        "cartea-jaimungal --set lambda=1 --set kappa+=1 --set kappa-=2 --set limit=3 "
          + "--set horizon=1", "kappa-"
      ),
    ])
  func refusals(arguments: String, hint: String) throws {
    let outcome = try quotes(arguments)
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains(hint) && outcome.output.isEmpty, "\(outcome.errors)")
  }

  @Test("Without a model it lists them; --parameters lists a model's")
  func lists() throws {
    let list = try quotes("")
    #expect(list.status == 0 && list.output.split(separator: "\n").count == 8)
    let parameters = try quotes("gueant --parameters")
    #expect(parameters.status == 0 && parameters.output.contains("greater than 0"))
  }
}
