// swift-tools-version: 6.3
import PackageDescription

let package = Package(
  name: "my-strategy",
  dependencies: [.package(name: "Ballast", path: "../..")],
  targets: [
    .executableTarget(
      name: "my-ballast",
      dependencies: [
        .product(name: "Backtesting", package: "Ballast"),
        .product(name: "BallastCommand", package: "Ballast"),
      ])
  ])
