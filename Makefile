# Each target does all the set-up it needs: on a fresh Debian machine with a Swift toolchain,
# `make demo` and `make test` are all there is to know.

LIBRARIES := libcsv-dev libarchive-dev libssl-dev zlib1g-dev
SWIFT_FILES := git ls-files -z --cached --others --exclude-standard '*.swift'
BALLAST := .build/release/ballast

.PHONY: demo test test-examples test-statistics build bench example data format lint clean setup
.PHONY: avellaneda-stoikov-tables stationary-benchmarks

## demo: compare the strategies of Data/sample on the sample ticks, into Reports/demo/
demo: build
	@Scripts/install-packages gnuplot-nox
	$(BALLAST) run Data/sample/experiment.yaml --out Reports/demo

## test: build everything with its tests and run them
test: setup
	@Scripts/install-packages python3
	swift build --build-tests
	swift test --skip-build --disable-xctest

## test-examples: build the package of a user's own strategy, run and audit its experiment
test-examples: setup
	swift build --package-path Examples/my-strategy
	Examples/my-strategy/.build/debug/my-ballast strategies lean
	Examples/my-strategy/.build/debug/my-ballast run Examples/my-strategy/experiment.yaml \
	  --out Examples/my-strategy/.build/run --quiet
	Examples/my-strategy/.build/debug/my-ballast audit Examples/my-strategy/experiment.yaml

## test-statistics: simulate how often intervals cover and tests reject, and print the table
test-statistics: setup
	BALLAST_STATISTICS=1 swift test -c release --disable-xctest --filter StatisticalTruthTests

## build: the optimised command, .build/release/ballast
build: setup
	swift build -c release --product ballast

## bench: measure parsing and replay against bare libcsv on this machine
bench: build
	@Scripts/install-packages gcc libc6-dev python3 xz-utils zstd
	Benchmarks/run

## example: write the committed example run, Reports/example/, again
example: build
	@Scripts/install-packages gnuplot-nox
	$(BALLAST) run Examples/example.yaml --out Reports/example --quiet

## data: write the sample ticks, Data/sample/, again
data: build
	$(BALLAST) simulate --out Data/sample
	gzip -n -9 -f Data/sample/quotes.csv Data/sample/trades.csv

## avellaneda-stoikov-tables: the tables of the 2008 paper, simulated and replayed, into Reports/
avellaneda-stoikov-tables: build
	@Scripts/install-packages python3
	python3 Tests/Verification/avellaneda_stoikov_tables.py $(BALLAST) Reports/avellaneda-stoikov

## stationary-benchmarks: ten policies against their exact stationary laws, into Reports/
stationary-benchmarks: build
	@Scripts/install-packages python3
	python3 Tests/Verification/stationary_benchmarks.py $(BALLAST) Reports/stationary

## format: put all Swift files into the project's format
format:
	$(SWIFT_FILES) | xargs -0 swift format --in-place --parallel

## lint: complain about every Swift file that is not
lint:
	$(SWIFT_FILES) | xargs -0 swift format lint --strict --parallel

setup:
	@Scripts/install-packages $(LIBRARIES)

clean:
	rm -rf .build Benchmarks/.build Reports/demo
