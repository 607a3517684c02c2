extension SourceFiles {
  private static let day: Int64 = 86_400_000_000_000

  /// Puts files of one format and symbols together.
  static func sets(of files: [FileQuality]) -> [SourceFiles] {
    var groups: [(key: [String], files: [FileQuality])] = []
    for file in files {
      let key = [file.format] + file.symbols.compactMap(\.name).sorted()
      if let place = groups.firstIndex(where: { $0.key == key }) {
        groups[place].files.append(file)
      } else {
        groups.append((key, [file]))
      }
    }
    return groups.map { key, files in
      let files = files.enumerated().sorted { left, right in
        (left.element.firstTime ?? .min, left.offset)
          < (right.element.firstTime ?? .min, right.offset)
      }.map(\.element)
      return SourceFiles(
        format: key[0], symbols: Array(key.dropFirst()), files: files.map(\.file),
        rowsRead: files.reduce(0) { $0 + $1.rowsRead }, overlaps: overlaps(of: files),
        missingDays: missingDays(of: files))
    }
  }

  private static func overlaps(of files: [FileQuality]) -> [Overlap] {
    zip(files, files.dropFirst()).compactMap { file, next in
      guard let end = file.lastTime, let start = next.firstTime, let last = next.lastTime,
        start < end
      else { return nil }
      return Overlap(first: file.file, second: next.file, length: min(end, last) - start)
    }
  }

  private static func missingDays(of files: [FileQuality]) -> [Int64] {
    guard files.count > 1 else { return [] }
    var missing: [Int64] = []
    var lastDay: Int64?
    for file in files {
      guard let first = file.firstTime, let last = file.lastTime else { continue }
      let start = first / day
      // A year of missing days says that the files do not belong together.
      if let lastDay, start > lastDay + 1, start - lastDay < 366 {
        missing += (lastDay + 1)..<start
      }
      lastDay = max(lastDay ?? .min, last / day)
    }
    return missing
  }
}
