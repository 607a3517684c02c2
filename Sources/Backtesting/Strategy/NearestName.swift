/// Finds the known name that a misspelt one probably meant, for error messages.
public enum NearestName {
  /// The candidate with the fewest edits from `name`, if any is close enough to be meant: at most
  /// a third of the longer name's letters, and at least one edit is always allowed. Ties go to
  /// the earlier candidate; upper and lower case count as equal.
  public static func suggestion(for name: String, among candidates: [String]) -> String? {
    var best: (name: String, distance: Int)?
    for candidate in candidates {
      let distance = editDistance(Array(name.lowercased()), Array(candidate.lowercased()))
      guard distance <= max(1, max(name.count, candidate.count) / 3) else { continue }
      if let current = best, current.distance <= distance { continue }
      best = (candidate, distance)
    }
    return best?.name
  }

  /// A sentence part that helps after an unknown name: `did you mean 'skew'?` where one is near,
  /// otherwise the list of what is known.
  public static func hint(for name: String, among candidates: [String]) -> String {
    if let near = suggestion(for: name, among: candidates) { return "did you mean '\(near)'?" }
    if candidates.isEmpty { return "there are none" }
    return "known: " + candidates.joined(separator: ", ")
  }

  /// Insertions, deletions and replacements that turn `left` into `right` (Levenshtein 1966).
  private static func editDistance(_ left: [Character], _ right: [Character]) -> Int {
    var previous = Array(0...right.count)
    for (row, letter) in left.enumerated() {
      var current = [row + 1]
      for (column, other) in right.enumerated() {
        let replaced = previous[column] + (letter == other ? 0 : 1)
        current.append(min(replaced, previous[column + 1] + 1, current[column] + 1))
      }
      previous = current
    }
    return previous[right.count]
  }
}
