import BallastCommand
import Testing

@Suite struct CommandStatusTests {
  @Test("the numbers are the documented ones")
  func numbers() {
    #expect(CommandStatus.allCases.map(\.rawValue) == [0, 1, 3, 64, 65, 66, 70, 75])
  }
}
