internal import Glibc

/// The files of one source, in the order in which they are read.
public struct FileSet: Sendable, Equatable {
  /// One file.
  public struct File: Sendable, Equatable {
    /// Its path.
    public var path: String
    /// The days its name stands for where the set is a range of dates, counted from 1970-01-01.
    public var days: ClosedRange<Int>?

    /// A file from its parts.
    public init(path: String, days: ClosedRange<Int>? = nil) {
      self.path = path
      self.days = days
    }
  }

  /// A file that holds the same bytes as another one of the set.
  public struct Duplicate: Sendable, Equatable {
    /// The later file.
    public var path: String
    /// The earlier one.
    public var original: String
  }

  /// The files, each once.
  public var files: [File] = []
  /// Days or months of the ranges that have no file, as text.
  public var missingDates: [String] = []

  /// An empty set.
  public init() {}

  /// Later files that hold the same bytes as an earlier one, or are the same file by another name;
  /// empty files are not compared.
  ///
  /// Only files of equal size are read for that, and only as far as they agree.
  ///
  /// - Throws: `TickFileError` where a file cannot be read.
  public func duplicates() throws -> [Duplicate] {
    var bySize: [Int: [String]] = [:]
    var found: [Duplicate] = []
    for file in files {
      let size = try TickFileInput.size(of: file.path)
      guard size > 0 else { continue }
      let others = bySize[size] ?? []
      if let original = try others.first(where: { try Self.areEqual($0, file.path) }) {
        found.append(Duplicate(path: file.path, original: original))
      } else {
        bySize[size, default: []].append(file.path)
      }
    }
    return found
  }

  private static func areEqual(_ left: String, _ right: String) throws -> Bool {
    let one = try open(left)
    defer { fclose(one) }
    let other = try open(right)
    defer { fclose(other) }
    var first = [UInt8](repeating: 0, count: 1 << 16)
    var second = first
    while true {
      let count = fread(&first, 1, first.count, one)
      guard fread(&second, 1, second.count, other) == count else { return false }
      if count == 0 { return true }
      if memcmp(first, second, count) != 0 { return false }
    }
  }

  private static func open(_ path: String) throws -> UnsafeMutablePointer<FILE> {
    guard let file = fopen(path, "rb") else {
      throw TickFileError(.unreadable, file: path, String(cString: strerror(errno)))
    }
    return file
  }
}

extension TickFormat {
  /// Whether rows tell the time of the day only: files of equal bytes then need not be of one day.
  public var hasTimesOfDay: Bool {
    layouts.contains { layout in
      layout.columns.contains { column in
        switch column.time {
        case .secondsOfDay, .millisecondsOfDay, .microsecondsOfDay, .nanosecondsOfDay: true
        default: false
        }
      }
    }
  }
}
