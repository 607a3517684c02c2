internal import Backtesting
internal import MarketData

/// What limits the results of a run as far as its data is concerned, in sentences.
struct DataCaveats {
  /// Drift of the clocks that is worth a sentence (ns).
  private static let notableDrift: Int64 = 20_000_000

  private let experiment: Experiment
  private let timeline: Timeline

  init(_ experiment: Experiment, _ timeline: Timeline) {
    self.experiment = experiment
    self.timeline = timeline
  }

  var sentences: [String] {
    var caveats: [String] = []
    for clock in timeline.clockShifts where clock.isMeasured {
      caveats.append(
        "The clock of recorder '\(clock.recorder)' was shifted by \(Durations.text(clock.shift)), "
          + "measured on \(clock.rows) rows of the data itself.")
    }
    for source in experiment.data where source.isReplayed && !source.tickFormat.hasArrivalTime {
      guard case .constant(let latency) = source.feed ?? experiment.clock.feed else { continue }
      let known = latency == 0 ? "the instant" : "\(Durations.text(latency)) after"
      caveats.append(
        "A source of \(source.tickFormat.name) gives no arrival times: its rows are known \(known) "
          + "they happen.")
    }
    for source in experiment.data where source.isReplayed && source.tickFormat.kind == .quotes {
      guard let size = source.tickFormat.constantQuantity else { continue }
      caveats.append(
        "A source of \(source.tickFormat.name) gives no sizes: each side of a quote is taken to "
          + "show \(size).")
    }
    for source in timeline.statistics {
      let rows = source.files.reduce(0) { $0 + $1.rowsWithoutExchangeTime }
      guard rows > 0 else { continue }
      let latency = Durations.text(experiment.clock.settings.missingExchangeTimeLatency)
      caveats.append(
        "\(rows) of \(source.rowsRead) rows of a source of \(source.format) have no exchange time "
          + "of their own; they are taken to have happened \(latency) before they arrived.")
    }
    for source in timeline.statistics where source.isNotablyDisordered {
      caveats.append(
        "\(source.exchangeTimesMoved) of \(source.rowsRead) rows of a source of \(source.format) "
          + "went back in time and were moved forward, by "
          + "\(Durations.text(source.largestExchangeTimeMove)) at most.")
    }
    for file in timeline.statistics.flatMap(\.files) where file.isChecksumUnknown {
      caveats.append(
        "\(Paths.relative(file.file, under: experiment.folder)) is compressed without a checksum: "
          + "damage to its contents would not be noticed.")
    }
    for source in timeline.statistics { caveats += files(of: source) + rows(of: source) }
    return caveats
  }

  /// What is said of the files of a source.
  private func files(of source: SourceStatistics) -> [String] {
    var caveats: [String] = []
    if let first = source.missingDates.first {
      let count = source.missingDates.count
      caveats.append(
        "A source of \(source.format) has no file for \(count) of its dates"
          + (count == 1 ? ": \(first)." : ", the first of them \(first)."))
    }
    for file in source.unreadFiles {
      if case .duplicate(let original) = file.reason {
        caveats.append(
          "\(name(file.path)) holds the same bytes as \(name(original)) and was not read again.")
      }
    }
    let outside = source.unreadFiles.filter { $0.reason.code != "duplicate" }.count
    if outside > 0 {
      caveats.append(
        "\(outside) files of a source of \(source.format) lie outside the window and were not "
          + "read.")
    }
    for file in source.files where file.overlap > 0 {
      caveats.append(
        "\(name(file.file)) begins \(Durations.text(file.overlap)) before the file before it ends; "
          + "rows in between were moved forward, or put in place within a reorder window.")
    }
    for file in source.files {
      if let line = file.lastLineRead {
        caveats.append(
          "\(name(file.file)) was read up to line \(line): what follows lies past the window.")
      }
      if let line = file.unterminatedLine {
        caveats.append(
          "The last row of \(name(file.file)), line \(line), ends without a newline: "
            + (file.isUnterminatedRowRejected
              ? "it was rejected, and the file may be cut short."
              : "it was replayed, and may be cut short."))
      }
    }
    return caveats
  }

  /// What is said of the order and the clocks of a source's rows.
  private func rows(of source: SourceStatistics) -> [String] {
    var caveats: [String] = []
    let reversed = source.files.filter { $0.order == .newestFirst }.count
    if reversed > 0 {
      caveats.append(
        "\(reversed) of \(source.files.count) files of a source of \(source.format) are "
          + "newest-first and were replayed from their last row to their first.")
    }
    if source.rowsReordered > 0 {
      caveats.append(
        "\(source.rowsReordered) of \(source.rowsRead) rows of a source of \(source.format) came "
          + "late, by \(Durations.text(source.largestReordering)) at most, and were put in place.")
    }
    if source.latencyDrift > Self.notableDrift {
      caveats.append(
        "The smallest feed latency of a source of \(source.format) differs by "
          + "\(Durations.text(source.latencyDrift)) between quarters of its rows: its clocks "
          + "drift, which one constant shift cannot mend.")
    }
    return caveats
  }

  private func name(_ file: String) -> String { Paths.relative(file, under: experiment.folder) }
}
