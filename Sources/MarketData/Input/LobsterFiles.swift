internal import Glibc

/// The names of LOBSTER's files: `…_message_10.csv` and `…_orderbook_10.csv` belong together.
enum LobsterFiles {
  /// Whether `name` is that of a message file.
  static func isMessages(_ name: String) -> Bool { lastPart(name).contains("_message") }

  /// Whether `name` is that of an orderbook file.
  static func isBook(_ name: String) -> Bool { lastPart(name).contains("_orderbook") }

  /// The name of the orderbook file that belongs to the message file `name`, in the same folder.
  static func book(of name: String) -> String {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    let last = lastPart(name).replacing("_message", with: "_orderbook")
    return (parts.dropLast().map(String.init) + [last]).joined(separator: "/")
  }

  /// The orderbook file of the message file at `path`, compressed in whatever way; `nil` where
  /// there is none.
  static func findBook(of path: String) -> String? {
    guard isMessages(path) else { return nil }
    let name = book(of: path)
    if access(name, R_OK) == 0 { return name }
    let suffixes = [".gz", ".zst", ".xz", ".bz2", ".zip"]
    let bare = suffixes.first { name.hasSuffix($0) }.map { String(name.dropLast($0.count)) } ?? name
    return ([bare] + suffixes.map { bare + $0 }).first { access($0, R_OK) == 0 }
  }

  /// Whether the file at `path` is an archive that has both files of a pair as members.
  static func isArchiveOfPairs(_ path: String) throws -> Bool {
    let input = try TickFileInput(path: path)
    var hasMessages = false
    var hasBook = false
    while !hasMessages || !hasBook, let member = try input.nextMember() {
      // What is no archive has one member of its own name.
      if member == path { return false }
      hasMessages = hasMessages || isMessages(member)
      hasBook = hasBook || isBook(member)
    }
    return hasMessages && hasBook
  }

  /// The error for the message file at `path`, which stands alone.
  static func missingBook(of path: String) -> TickFileError {
    TickFileError(
      .unreadable, file: path,
      "the orderbook file of this LOBSTER message file is missing: \(book(of: path))",
      advice: "put it beside the message file, or read the prints alone as lobster/messages, with "
        + "quotes from another source")
  }

  private static func lastPart(_ name: String) -> String {
    name.split(separator: "/").last.map(String.init) ?? name
  }
}
