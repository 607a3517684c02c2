import Foundation
import MarketData
import Testing

@Suite("Sets of files")
struct FileSetTests {
  /// Makes empty files in a folder of their own and hands its path to `body`.
  private func inFolder<R>(
    _ names: [String], _ body: (String) throws -> R
  ) throws -> R {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent(UUID().uuidString, isDirectory: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for name in names {
      let file = folder.appendingPathComponent(name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(name.utf8).write(to: file)
    }
    return try body(folder.path + "/")
  }

  private func names(_ set: FileSet, _ folder: String) -> [String] {
    set.files.map { String($0.path.dropFirst(folder.count)) }
  }

  @Test(
    "a range of dates names the files of its days, in any spelling",
    arguments: [
      ("2024-02-28..2024-03-02", ["2024-02-28", "2024-02-29", "2024-03-01", "2024-03-02"]),
      ("20240228..20240302", ["20240228", "20240229", "20240301", "20240302"]),
      ("2024_12_31..2025_01_01", ["2024_12_31", "2025_01_01"]),
      ("2024/12/31..2025/01/01", ["2024/12/31", "2025/01/01"]),
      ("2023.02.28..2023.03.01", ["2023.02.28", "2023.03.01"]),
      ("2024-11..2025-01", ["2024-11", "2024-12", "2025-01"]),
    ])
  func ranges(range: String, dates: [String]) throws {
    try inFolder(dates.map { "t_\($0).csv" } + ["t_2019-01-01.csv"]) { folder in
      let set = try FilePatterns.resolve([folder + "t_{\(range)}.csv"])
      #expect(names(set, folder) == dates.map { "t_\($0).csv" })
      #expect(set.missingDates.isEmpty)
      let first = try #require(set.files.first?.days)
      #expect(first.count == (range.count == 16 ? 30 : 1))
    }
  }

  @Test("days without a file are named; files come by date, then by name")
  func missing() throws {
    let files = ["a/x_2024-01-01.gz", "a/x_2024-01-03_1.gz", "a/x_2024-01-03_10.gz"]
    try inFolder(files + ["a/x_2024-01-05.gz", "a/x_2024-01-03_2.gz"]) { folder in
      let set = try FilePatterns.resolve([folder + "*/x_{2024-01-01..2024-01-04}*.gz"])
      #expect(set.missingDates == ["2024-01-02", "2024-01-04"])
      #expect(
        names(set, folder) == [files[0], files[1], "a/x_2024-01-03_2.gz", files[2]])
      // 19,723 days from 1970-01-01 to 2024-01-01.
      #expect(set.files[0].days == 19_723...19_723)
      #expect(set.files.last?.days == 19_725...19_725)
    }
  }

  @Test(
    "dates by themselves fill what the names leave open",
    arguments: ["t_{date}.csv", "t_{yyyy-MM-dd}.csv", "t_{yyyy}-{MM}-{dd}.csv"])
  func key(pattern: String) throws {
    try inFolder(["t_2024-01-01.csv", "t_2024-01-02.csv"]) { folder in
      let dates = try #require(DateRange("20240101..20240103"))
      let set = try FilePatterns.resolve([folder + pattern], dates: dates)
      #expect(names(set, folder) == ["t_2024-01-01.csv", "t_2024-01-02.csv"])
      #expect(set.missingDates == ["2024-01-03"])
    }
  }

  @Test("monthly files stand for all their days")
  func monthly() throws {
    try inFolder(["t_201202.csv", "t_201204.csv"]) { folder in
      let dates = try #require(DateRange("2012-02-10..2012-04-02"))
      let set = try FilePatterns.resolve([folder + "t_{yyyyMM}.csv"], dates: dates)
      #expect(names(set, folder) == ["t_201202.csv", "t_201204.csv"])
      #expect(set.missingDates == ["2012-03-01..2012-03-31"])
      #expect(set.files[0].days?.count == 20)
    }
  }

  @Test(
    "what makes no sense is refused",
    arguments: [
      ("t_{2024-01-05..2024-01-07}.csv", nil, "no file matches for any date"),
      ("t_{2024-01-02..2024-01-01}.csv", nil, "ends before it begins"),
      ("t_{2024-02-30..2024-03-01}.csv", nil, "has '2024-02-30', which is no date"),
      ("t_{2024-01-01..}.csv", nil, "lacks one of its two dates"),
      ("t_{2024-01-01..20240102}.csv", nil, "writes its two dates in two ways"),
      ("t_{1900-01-01..2024-01-02}.csv", nil, "has 45292 days, and a range may have 36600"),
      ("{2024-01..2024-02}/t_{2024-01..2024-03}.csv", nil, "is another range of dates than"),
      ("t_{date}.csv", nil, "no dates are given"),
      ("t_*.csv", "2024-01-01..2024-01-02", "no name leaves a date open"),
      ("u_*.csv", nil, "no file matches"),
    ] as [(String, String?, String)])
  func refused(pattern: String, dates: String?, message: String) throws {
    try inFolder(["t_2024-01-01.csv"]) { folder in
      let error = #expect(throws: TickFileError.self) {
        try FilePatterns.resolve([folder + pattern], dates: dates.flatMap { DateRange($0) })
      }
      #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
      #expect(error?.advice != nil)
    }
  }

  @Test("a name with braces that exists, or whose braces hold no date, stands for itself")
  func braces() throws {
    try inFolder(["t_{a}.csv", "t_{date}.csv"]) { folder in
      let set = try FilePatterns.resolve([folder + "t_{a}.csv", folder + "t_{date}.csv"])
      #expect(names(set, folder) == ["t_{a}.csv", "t_{date}.csv"])
    }
  }

  @Test("files of equal bytes are noticed, files of equal size alone are not")
  func duplicates() throws {
    try inFolder(["a.csv", "b.csv", "c.csv"]) { folder in
      try FileManager.default.copyItem(atPath: folder + "a.csv", toPath: folder + "d.csv")
      try FileManager.default.createSymbolicLink(
        atPath: folder + "e.csv", withDestinationPath: folder + "b.csv")
      for name in ["f.csv", "g.csv"] { try Data().write(to: URL(fileURLWithPath: folder + name)) }
      let found = try FilePatterns.resolve([folder + "*.csv"]).duplicates()
      #expect(found.map(\.path) == [folder + "d.csv", folder + "e.csv"])
      #expect(found.map(\.original) == [folder + "a.csv", folder + "b.csv"])
    }
  }
}
