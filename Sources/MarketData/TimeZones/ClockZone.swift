/// The zone a file's clock shows: what local time is ahead of UTC, and when that changes.
///
/// The zones that tick files use are known by their names with the rules by era from 1990 on; other
/// zones are described by an offset or by a POSIX rule. Nothing is read from the machine, so that a
/// file means the same everywhere.
///
/// Local time that occurs twice, when clocks are set back, is taken for the first of the two; local
/// time that never occurs, when clocks are set forward, is read as if they had not been yet: both
/// as Python does with `fold=0`. The choice depends on the row alone, so that a file can be read in
/// parts. Before 1990 the rules of 1990 are used.
public struct ClockZone: Sendable, Equatable {
  /// The name it was asked for by, such as `America/New_York`.
  public let name: String
  /// The rules one after the other; the first reaches back without end.
  let eras: [ZoneEra]
  /// What follows from the rules.
  let table: ZoneTable

  /// The zone that `text` names, or `nil`:
  ///
  /// - a name of `names`, upper or lower case;
  /// - an offset from UTC such as `UTC-5`, `GMT+1`, `+05:30` or `-0500`;
  /// - a POSIX rule such as `EST5EDT,M3.2.0,M11.1.0` or `<+03>-3`.
  public init?(_ text: String) {
    if let known = ZoneCatalogue.eras(of: text) {
      let eras = known.eras.enumerated().compactMap { index, era in
        ZoneEra(text: era, isFirst: index == 0)
      }
      self.init(name: known.name, eras: eras)
    } else if let era = ZoneEra(rule: text) {
      self.init(name: text, eras: [era])
    } else {
      return nil
    }
  }

  private init(name: String, eras: [ZoneEra]) {
    self.name = name
    self.eras = eras
    table = ZoneTable(eras)
  }

  /// Whether both have the same name and the same rules.
  public static func == (lhs: ClockZone, rhs: ClockZone) -> Bool {
    lhs.name == rhs.name && lhs.eras == rhs.eras
  }

  /// Coordinated Universal Time.
  public static let utc = ClockZone.fixed(secondsAheadOfUTC: 0)

  /// A clock that is always `seconds` ahead of UTC (negative west of Greenwich).
  public static func fixed(secondsAheadOfUTC seconds: Int) -> ClockZone {
    ClockZone(
      name: seconds == 0 ? "UTC" : offsetText(seconds),
      eras: [ZoneEra(standardOffset: Int64(seconds))])
  }

  /// The zone called `name` in the catalogue; UTC where there is none, which a test rules out for
  /// the names the formats use.
  static func known(_ name: String) -> ClockZone { ClockZone(name) ?? .utc }

  /// The names of all zones of the catalogue.
  public static var names: [String] { ZoneCatalogue.names }

  /// `+hh:mm`, with seconds where there are any.
  private static func offsetText(_ seconds: Int) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let size = abs(seconds)
    let rest = size % 60 == 0 ? "" : ":" + two(size % 60)
    return (seconds < 0 ? "-" : "+") + two(size / 3_600) + ":" + two(size / 60 % 60) + rest
  }

  /// The instant at which the zone's clock shows `localNanoseconds` since 1970-01-01 00:00:00 of
  /// its own: ns since the epoch, UTC.
  public func utc(localNanoseconds: Int64) -> Int64 {
    localNanoseconds &- table.offsets[table.stretch(of: localNanoseconds)]
  }
}
