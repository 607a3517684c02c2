extension TickFormat {
  /// The same format for files whose clock is in `zone`, whatever their paths hint at; `nil` where
  /// the format's times are instants, which have no zone.
  public func inZone(_ zone: ClockZone) -> TickFormat? {
    var format = self
    format.zoneHints = []
    var isLocal = false
    for layout in layouts.indices {
      for column in layouts[layout].columns.indices {
        guard let encoding = layouts[layout].columns[column].time, encoding.zone != nil else {
          continue
        }
        format.layouts[layout].columns[column].time = encoding.inZone(zone)
        isLocal = true
      }
    }
    return isLocal ? format : nil
  }
}
