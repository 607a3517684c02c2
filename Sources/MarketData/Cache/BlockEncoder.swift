/// Packs records and rejected rows into the bytes of a block.
struct BlockEncoder {
  /// Above this, scaling a decimal up might change how it is judged: it is kept as it is written.
  private static let exactLimit: UInt64 = 1 << 53

  private var values: [[Int64]] = Array(repeating: [], count: 8)
  private var small: [UInt64] = []
  private var distances: [UInt64] = []
  private var output = CacheBytes()
  private var data = CacheBytes()

  /// The block that holds `records` and `rejects`.
  mutating func encode(
    _ records: UnsafeBufferPointer<TickRecord>, _ rejects: [StoredReject]
  ) -> [UInt8] {
    collect(records)
    commonScale([2, 4], shifts: [0, 16])
    commonScale([3, 5], shifts: [8, 24])
    output.removeAll()
    data.removeAll()
    output.append(UInt32(records.count))
    output.append(UInt32(rejects.count))
    // The columns begin at a multiple of eight.
    let start = 16 + ColumnLayout.Column.allCases.count * ColumnLayout.size
    output.append(UInt64(0))
    for column in ColumnLayout.Column.allCases {
      var layout: ColumnLayout
      if column.rawValue < ColumnLayout.Column.firstByte {
        layout = words(column, start)
      } else {
        layout = smallField(UInt64(column.rawValue - ColumnLayout.Column.firstByte) * 8, start)
      }
      if layout.width == 0 { layout.offset = 0 }
      layout.append(to: &output)
    }
    output.append(contentsOf: data.bytes)
    for reject in rejects { reject.append(to: &output) }
    output.align()
    return output.bytes
  }

  /// Takes the columns out of the records.
  private mutating func collect(_ records: UnsafeBufferPointer<TickRecord>) {
    func column(_ word: (UnsafePointer<TickRecord>) -> Int64) -> [Int64] {
      [Int64](unsafeUninitializedCapacity: records.count) { buffer, count in
        guard let base = records.baseAddress else { return }
        for index in 0..<records.count { buffer[index] = word(base + index) }
        count = records.count
      }
    }
    values[0] = column { $0.pointee.exchangeTime }
    values[1] = column { $0.pointee.arrivalTime }
    values[2] = column { $0.pointee.price }
    values[3] = column { $0.pointee.quantity }
    values[4] = column { $0.pointee.askPrice }
    values[5] = column { $0.pointee.askQuantity }
    values[6] = column { Int64($0.pointee.line) }
    values[7] = column { Int64($0.pointee.symbol) | Int64($0.pointee.code) << 16 }
    small.removeAll(keepingCapacity: true)
    for record in records {
      var word = UInt64(record.priceDecimals) | UInt64(record.quantityDecimals) << 8
      word |= UInt64(record.askPriceDecimals) << 16 | UInt64(record.askQuantityDecimals) << 24
      word |= UInt64(record.present) << 32 | UInt64(record.side) << 40
      word |= UInt64(record.kind.rawValue) << 48 | UInt64(record.flags.rawValue) << 56
      small.append(word)
    }
  }

  /// Gives all decimals of `columns` the largest number of decimals among them, where that leaves
  /// them exact in every computation on them.
  private mutating func commonScale(_ columns: [Int], shifts: [UInt64]) {
    var largest: UInt64 = 0
    var differences: UInt64 = 0
    for shift in shifts {
      for word in small {
        largest = max(largest, word >> shift & 0xFF)
        differences |= (word >> shift ^ (small.first ?? 0) >> (shifts.first ?? 0)) & 0xFF
      }
    }
    guard largest <= 18, differences != 0 else { return }
    let powers = FixedDecimal.powersOfTen
    for (column, shift) in zip(columns, shifts) {
      let numbers = values[column]
      for index in numbers.indices {
        let decimals = small[index] >> shift & 0xFF
        let (product, overflow) = numbers[index].magnitude.multipliedReportingOverflow(
          by: powers[Int(largest - decimals)].magnitude)
        // A number that is not scaled has no limit.
        if decimals != largest, overflow || product >= Self.exactLimit { return }
      }
    }
    for (column, shift) in zip(columns, shifts) {
      var numbers = values[column]
      values[column] = []
      for index in numbers.indices {
        let decimals = small[index] >> shift & 0xFF
        guard decimals != largest else { continue }
        numbers[index] *= powers[Int(largest - decimals)]
        small[index] = small[index] & ~(0xFF << shift) | largest << shift
      }
      values[column] = numbers
    }
  }

  private mutating func smallField(_ shift: UInt64, _ start: Int) -> ColumnLayout {
    var layout = ColumnLayout()
    guard let first = small.first else { return layout }
    layout.base = Int64(first >> shift & 0xFF)
    var differences: UInt64 = 0
    for word in small { differences |= word ^ first }
    guard differences >> shift & 0xFF != 0 else { return layout }
    layout.width = 1
    layout.base = 0
    layout.offset = start + data.bytes.count
    small.withUnsafeBufferPointer { data.append($0, shift: shift, as: UInt8.self) }
    return layout
  }

  private mutating func words(_ column: ColumnLayout.Column, _ start: Int) -> ColumnLayout {
    let own = values[column.rawValue]
    var best = Self.layout(own, isTime: column.rawValue < 2)
    var chosen = own
    if let distance = column.reference {
      let reference = values[column.rawValue - distance]
      let relative = zip(own, reference).map { $0 &- $1 }
      var layout = Self.layout(relative, isTime: column.rawValue < 2)
      layout.isRelative = true
      if layout.width < best.width || (layout.width == best.width && !layout.isDelta) {
        best = layout
        chosen = relative
      }
    }
    best.offset = start + data.bytes.count
    append(chosen, best)
    return best
  }

  /// The layout that takes fewest bytes; of two, the one that decodes faster.
  private static func layout(_ values: [Int64], isTime: Bool) -> ColumnLayout {
    var layout = ColumnLayout()
    guard let first = values.first else { return layout }
    var (smallest, largest) = (first, first)
    var (smallestStep, largestStep) = (Int64.max, Int64.min)
    var previous = first
    for value in values.dropFirst() {
      smallest = min(smallest, value)
      largest = max(largest, value)
      let step = value &- previous
      smallestStep = min(smallestStep, step)
      largestStep = max(largestStep, step)
      previous = value
    }
    if values.count == 1 { (smallestStep, largestStep) = (0, 0) }
    layout.factor = isTime ? unit(values, smallest) : 1
    let range = UInt64(bitPattern: largest &- smallest) / layout.factor.magnitude
    // Steps that wrap around are undone by adding them with wrapping, but have no common unit.
    let stepRange = UInt64(bitPattern: largestStep &- smallestStep)
    let width = ColumnLayout.width(of: range)
    let stepWidth = ColumnLayout.width(of: stepRange / layout.factor.magnitude)
    let isSafe = layout.factor == 1 || (smallest > -(1 << 62) && largest < 1 << 62)
    if stepWidth < width, isSafe {
      layout.isDelta = true
      layout.width = stepWidth
      layout.base = first
      layout.step = smallestStep
    } else {
      layout.width = width
      layout.base = smallest
    }
    return layout
  }

  /// The largest unit of time that all distances from `smallest` are multiples of.
  private static func unit(_ values: [Int64], _ smallest: Int64) -> Int64 {
    var unit: UInt64 = 1_000_000_000
    for value in values {
      let distance = UInt64(bitPattern: value &- smallest)
      while unit > 1, distance % unit != 0 { unit /= 1_000 }
      if unit == 1 { break }
    }
    return Int64(unit)
  }

  private mutating func append(_ values: [Int64], _ layout: ColumnLayout) {
    guard layout.width > 0 else { return }
    distances.removeAll(keepingCapacity: true)
    let factor = layout.factor.magnitude
    if layout.isDelta {
      var previous = layout.base &- layout.step
      for value in values {
        distances.append(UInt64(bitPattern: value &- previous &- layout.step))
        previous = value
      }
    } else {
      for value in values { distances.append(UInt64(bitPattern: value &- layout.base)) }
    }
    if factor > 1 { for index in distances.indices { distances[index] /= factor } }
    distances.withUnsafeBufferPointer { words in
      var shift: UInt64 = 0
      let (first, second) = ColumnLayout.parts(of: layout.width)
      for part in [first, second] {
        switch part {
        case 0: break
        case 1: data.append(words, shift: shift, as: UInt8.self)
        case 2: data.append(words, shift: shift, as: UInt16.self)
        case 4: data.append(words, shift: shift, as: UInt32.self)
        default: data.append(words, shift: shift, as: UInt64.self)
        }
        shift += UInt64(part) * 8
      }
    }
  }
}
