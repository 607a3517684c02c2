/// An instant: nanoseconds since 1970-01-01T00:00:00 UTC, leap seconds not counted.
@frozen
public struct Timestamp: Sendable, Hashable, Comparable {
  /// Nanoseconds since the Unix epoch, UTC; negative before 1970.
  public var nanoseconds: Int64

  /// The instant `nanoseconds` after the Unix epoch.
  @inlinable
  public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// Whether `lhs` is the earlier instant.
  @inlinable
  public static func < (lhs: Timestamp, rhs: Timestamp) -> Bool {
    lhs.nanoseconds < rhs.nanoseconds
  }
}
