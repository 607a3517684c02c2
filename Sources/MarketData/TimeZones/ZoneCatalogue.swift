/// The zones known by name. Zones whose clocks have agreed since 1990 stand together.
///
/// Each has its eras in order: the instant (UTC) an era begins, then an offset or a POSIX rule. The
/// first era reaches back without end. Source: the IANA time zone database, release 2025b, which
/// the tests compare with.
enum ZoneCatalogue {
  /// Zones with the same clock.
  struct Group: Sendable {
    var names: [String]
    var eras: [String]
  }

  /// The names of all zones.
  static let names: [String] = groups.flatMap(\.names)

  /// The zone called `name`, upper or lower case, as it is spelt here.
  static func eras(of name: String) -> (name: String, eras: [String])? {
    let folded = name.lowercased()
    for group in groups {
      if let known = group.names.first(where: { $0.lowercased() == folded }) {
        return (known, group.eras)
      }
    }
    return nil
  }

  private static let groups = america + europe + asia + oceania + plain

  /// Zones that have not changed their clocks since 1990.
  private static let plain = [
    Group(names: ["UTC", "GMT", "Etc/UTC", "Etc/GMT"], eras: ["UTC"]),
    Group(names: ["EST"], eras: ["-05:00"]),
    Group(names: ["MST"], eras: ["-07:00"]),
    Group(names: ["HST"], eras: ["-10:00"]),
    Group(names: ["Africa/Johannesburg"], eras: ["+02:00"]),
    Group(names: ["Asia/Dubai"], eras: ["+04:00"]),
    Group(names: ["Asia/Kolkata", "Asia/Calcutta"], eras: ["+05:30"]),
    Group(names: ["Asia/Hong_Kong", "Asia/Singapore", "Asia/Taipei"], eras: ["+08:00"]),
    Group(names: ["Asia/Tokyo", "Asia/Seoul"], eras: ["+09:00"]),
  ]
}
