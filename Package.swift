// swift-tools-version: 6.3
import PackageDescription

let package = Package(
  name: "Ballast",
  products: [
    .executable(name: "ballast", targets: ["ballast"]),
    .library(name: "MarketData", targets: ["MarketData"]),
    .library(name: "Backtesting", targets: ["Backtesting"]),
    .library(name: "Strategies", targets: ["Strategies"]),
    .library(name: "Metrics", targets: ["Metrics"]),
    .library(name: "MarketSimulator", targets: ["MarketSimulator"]),
    .library(name: "Experiments", targets: ["Experiments"]),
    .library(name: "Reporting", targets: ["Reporting"]),
    .library(name: "BallastCommand", targets: ["BallastCommand"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .systemLibrary(name: "CLibCSV", providers: [.apt(["libcsv-dev"]), .brew(["libcsv"])]),
    .systemLibrary(
      name: "CLibArchive",
      providers: [.apt(["libarchive-dev"]), .brew(["libarchive"])]),
    .systemLibrary(name: "CLibCrypto", providers: [.apt(["libssl-dev"]), .brew(["openssl"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(
      name: "MarketData", dependencies: ["CLibArchive", "CLibCrypto", "CLibCSV", "CZlib"]),
    .target(name: "Backtesting", dependencies: ["MarketData", .real]),
    .target(name: "Strategies", dependencies: ["Backtesting", "MarketData", .real]),
    .target(name: "Metrics", dependencies: [.real]),
    .target(name: "MarketSimulator", dependencies: ["MarketData", .real]),
    .target(
      name: "Experiments",
      dependencies: [
        "Backtesting", "MarketData", "Metrics", "Strategies",
        .product(name: "Yams", package: "Yams"),
      ]),
    .target(name: "Reporting", dependencies: ["Experiments", "MarketData", "Metrics"]),
    .target(
      name: "BallastCommand",
      dependencies: [
        "Backtesting", "Experiments", "MarketData", "MarketSimulator", "Metrics", "Reporting",
        "Strategies",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(name: "ballast", dependencies: ["BallastCommand"]),
    .target(
      name: "TestSupport", dependencies: ["Backtesting", "MarketData"], path: "Tests/TestSupport"),
    .testTarget(
      name: "MarketDataTests", dependencies: ["MarketData", "TestSupport"],
      resources: [.copy("Fixtures")]),
    .testTarget(
      name: "BacktestingTests", dependencies: ["Backtesting", "MarketData", "TestSupport"],
      resources: [.copy("Fixtures")]),
    .testTarget(
      name: "StrategiesTests",
      dependencies: ["Backtesting", "MarketData", "Strategies", "TestSupport"],
      resources: [.copy("Fixtures")]),
    .testTarget(
      name: "MetricsTests", dependencies: ["Metrics", "TestSupport"], resources: [.copy("Fixtures")]
    ),
    .testTarget(
      name: "MarketSimulatorTests", dependencies: ["MarketData", "MarketSimulator", "TestSupport"]),
    .testTarget(
      name: "ExperimentsTests",
      dependencies: [
        "Backtesting", "Experiments", "MarketData", "Metrics", "Strategies", "TestSupport",
      ],
      resources: [.copy("Fixtures")]),
    .testTarget(
      name: "ReportingTests", dependencies: ["Experiments", "Reporting", "TestSupport"],
      resources: [.copy("Fixtures")]),
    .testTarget(
      name: "CommandTests", dependencies: ["BallastCommand", "TestSupport"],
      resources: [.copy("Fixtures")]),
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "Backtesting", "BallastCommand", "Experiments", "MarketData", "Strategies", "TestSupport",
      ],
      resources: [.copy("Fixtures")]),
    .testTarget(name: "TidyTests"),
  ],
  swiftLanguageModes: [.v6])

extension Target.Dependency {
  static let real: Self = .product(name: "RealModule", package: "swift-numerics")
}

for target in package.targets where ![.system, .plugin, .macro, .binary].contains(target.type) {
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ]
}
