internal import Glibc

/// What made a result: recorded in every manifest, because numbers may differ in the last digit
/// between kinds of CPU and C libraries.
public enum Versions {
  /// The version of Ballast.
  public static let ballast = "0.1.0"

  /// Ballast, compiler, C library, operating system and CPU.
  public static var json: JSONValue {
    .object([
      ("ballast", .string(ballast)), ("swift", .string(swift)),
      ("libc", .string(libc)),
      ("platform", .string(platform)), ("cpu", .string(architecture)),
    ])
  }

  private static var swift: String {
    #if compiler(>=6.4)
      "6.4 or later"
    #elseif compiler(>=6.3)
      "6.3"
    #else
      "before 6.3"
    #endif
  }

  private static var libc: String {
    let size = confstr(Int32(_CS_GNU_LIBC_VERSION), nil, 0)
    guard size > 1 else { return "unknown" }
    return String(
      unsafeUninitializedCapacity: size,
      initializingUTF8With: { buffer in
        buffer.withMemoryRebound(to: CChar.self) {
          max(0, confstr(Int32(_CS_GNU_LIBC_VERSION), $0.baseAddress, size) - 1)
        }
      })
  }

  private static var platform: String {
    #if os(Linux)
      "linux"
    #else
      "other"
    #endif
  }

  private static var architecture: String {
    #if arch(x86_64)
      "x86_64"
    #elseif arch(arm64)
      "arm64"
    #else
      "other"
    #endif
  }
}
