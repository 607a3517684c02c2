import MarketData
import Testing

@testable import BallastCommand

@Suite struct CommandStatusTests {
  @Test("the numbers are the documented ones")
  func numbers() {
    #expect(CommandStatus.allCases.map(\.rawValue) == [0, 1, 3, 64, 65, 66, 70, 75])
  }

  @Test(
    "files are to blame, but not for what the machine or a library lacks",
    arguments: [
      (.corrupt, .badInput), (.unreadable, .badInput), (.outOfMemory, .transient),
      (.internalFault, .internalError),
    ] as [(TickFileError.Code, CommandStatus)])
  func tickFiles(code: TickFileError.Code, status: CommandStatus) {
    #expect(CommandStatus(for: TickFileError(code, "?")) == status)
  }
}
