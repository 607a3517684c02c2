// swift-tools-version: 6.3
import PackageDescription

let package = Package(
  name: "BallastBenchmarks",
  dependencies: [.package(name: "Ballast", path: "..")],
  targets: [
    .executableTarget(
      name: "parse-benchmark",
      dependencies: [
        .product(name: "Backtesting", package: "Ballast"),
        .product(name: "MarketData", package: "Ballast"),
      ],
      path: "Sources/ParseBenchmark"),
    .executableTarget(
      name: "replay-benchmark",
      dependencies: [
        .product(name: "Backtesting", package: "Ballast"),
        .product(name: "MarketData", package: "Ballast"),
        .product(name: "Strategies", package: "Ballast"),
      ],
      path: "Sources/ReplayBenchmark"),
  ],
  swiftLanguageModes: [.v6])
