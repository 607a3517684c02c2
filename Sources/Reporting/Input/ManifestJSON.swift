import Foundation

/// A value of `manifest.json`, read tolerantly: what is absent or of another type is `nil`.
struct ManifestJSON {
  private let value: Any?

  /// Reads a whole file.
  ///
  /// - Throws: `ReportError` where it is no JSON.
  init(file: String) throws {
    do {
      let data = try Data(contentsOf: URL(fileURLWithPath: file))
      value = try JSONSerialization.jsonObject(with: data)
    } catch {
      throw ReportError(
        file: file, message: "is not readable as JSON; run the experiment again (\(error))")
    }
  }

  private init(_ value: Any?) { self.value = value is NSNull ? nil : value }

  /// The value of a key of an object.
  subscript(key: String) -> ManifestJSON { ManifestJSON((value as? [String: Any])?[key]) }

  /// Whether there is anything.
  var exists: Bool { value != nil }

  /// The keys of an object, sorted.
  var keys: [String] { (value as? [String: Any])?.keys.sorted() ?? [] }

  /// The elements of a list; a single value counts as a list of one.
  var list: [ManifestJSON] {
    if let elements = value as? [Any] { return elements.map { ManifestJSON($0) } }
    return exists ? [self] : []
  }

  /// Whether this is an object.
  var isObject: Bool { value is [String: Any] }

  /// The number here, also where it is written as a text.
  var number: Double? {
    if let number = value as? NSNumber { return number.doubleValue }
    return (value as? String).flatMap(Double.init)
  }

  /// The whole number here.
  var integer: Int? { number.flatMap { Int(exactly: $0) } }

  /// The instant here (ns): too large for a `Double` to hold exactly.
  var nanoseconds: Int64? { (value as? NSNumber)?.int64Value }

  /// The text here; numbers become text, objects and lists are written out in brackets.
  var text: String? {
    if let text = value as? String { return text }
    if let number = value as? NSNumber {
      if isBoolean { return number.boolValue ? "true" : "false" }
      return NumberFormat.plain(number.doubleValue)
    }
    if isObject {
      let parts = keys.map { "\($0): \(self[$0].text ?? NumberFormat.missing)" }
      return "{ \(parts.joined(separator: ", ")) }"
    }
    guard value is [Any] else { return nil }
    return "[\(list.map { $0.text ?? NumberFormat.missing }.joined(separator: ", "))]"
  }

  /// Whether the number here was written as `true` or `false`, which Foundation keeps as a char.
  private var isBoolean: Bool {
    guard let number = value as? NSNumber else { return false }
    return ["c", "B"].contains(String(cString: number.objCType))
  }
}
