extension Audit.Settings {
  /// Ends the data at `text`: a span of time such as `10m`, an instant in UTC or ns since 1970.
  ///
  /// - Throws: `ExperimentError` where it is neither.
  public mutating func end(at text: String) throws {
    let setting = Setting(
      content: .text(text), place: SourcePlace(file: "--until \(text)", line: 1, column: 1))
    if Units.split(text).map({ !$0.1.isEmpty }) == true, !text.contains("T") {
      span = try setting.duration("until", minimum: 1)
    } else {
      until = try setting.instant("until")
    }
  }
}
