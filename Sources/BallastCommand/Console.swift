internal import Glibc

/// Standard error and what is known of the terminal.
enum Console {
  /// Prints a line to standard error.
  static func error(_ text: String) { write(text + "\n") }

  /// Writes `text` to standard error as it is.
  static func write(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(2, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      bytes = bytes.dropFirst(count)
    }
  }

  /// Whether standard error is a terminal.
  static var errorIsTerminal: Bool { isatty(2) == 1 }

  /// How many columns standard output has: those of its terminal, else enough for any table.
  static var width: Int {
    var size = winsize()
    guard isatty(1) == 1, ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return 200
    }
    return Int(size.ws_col)
  }
}
