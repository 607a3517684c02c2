/// Growable storage of plain records, addressed by index.
///
/// An `Array` held in an engine's stored properties pays for a uniqueness check at every mutation;
/// this pays for nothing but the growth.
struct Table<Element: BitwiseCopyable>: ~Copyable {
  private(set) var base: UnsafeMutablePointer<Element>
  private(set) var count = 0
  private var capacity: Int

  init(minimumCapacity: Int = 16) {
    capacity = max(minimumCapacity, 1)
    base = Self.allocate(capacity)
  }

  /// Room for `count` records from the start of a line of the processor's cache.
  private static func allocate(_ count: Int) -> UnsafeMutablePointer<Element> {
    UnsafeMutableRawPointer.allocate(
      byteCount: count * MemoryLayout<Element>.stride,
      alignment: max(MemoryLayout<Element>.alignment, 64)
    ).bindMemory(to: Element.self, capacity: count)
  }

  deinit { UnsafeMutableRawPointer(base).deallocate() }

  var isEmpty: Bool { count == 0 }

  @inline(__always)
  subscript(index: Int) -> Element {
    unsafeAddress {
      assert(index >= 0 && index < count)
      return UnsafePointer(base + index)
    }
    nonmutating unsafeMutableAddress {
      assert(index >= 0 && index < count)
      return base + index
    }
  }

  @inline(__always)
  subscript(index: Int32) -> Element {
    unsafeAddress {
      assert(index >= 0 && Int(index) < count)
      return UnsafePointer(base + Int(index))
    }
    nonmutating unsafeMutableAddress {
      assert(index >= 0 && Int(index) < count)
      return base + Int(index)
    }
  }

  @inline(__always)
  mutating func append(_ element: Element) {
    if count == capacity { grow() }
    (base + count).initialize(to: element)
    count += 1
  }

  mutating func insert(_ element: Element, at index: Int) {
    assert(index >= 0 && index <= count)
    if count == capacity { grow() }
    // Most moves are of a few elements, for which a loop beats a call.
    var place = count
    while place > index {
      base[place] = base[place - 1]
      place -= 1
    }
    base[index] = element
    count += 1
  }

  mutating func remove(at index: Int) {
    assert(index >= 0 && index < count)
    count -= 1
    var place = index
    while place < count {
      base[place] = base[place + 1]
      place += 1
    }
  }

  @inline(__always)
  mutating func removeLast() -> Element {
    assert(count > 0)
    count -= 1
    return base[count]
  }

  mutating func removeAll() { count = 0 }

  @inline(never)
  private mutating func grow() {
    let larger = Self.allocate(capacity * 2)
    larger.update(from: base, count: count)
    UnsafeMutableRawPointer(base).deallocate()
    base = larger
    capacity *= 2
  }
}

/// Records that come and go, in slots that are used again; a slot's index stays valid until it is
/// released.
struct SlotTable<Element: BitwiseCopyable>: ~Copyable {
  private var table = Table<Element>()
  private var free = Table<Int32>()

  @inline(__always)
  subscript(index: Int32) -> Element {
    unsafeAddress { UnsafePointer(table.base + Int(index)) }
    nonmutating unsafeMutableAddress { table.base + Int(index) }
  }

  /// How many slots have ever been in use at once.
  var capacityInUse: Int { table.count }

  /// The record in `slot`, for work on several of its fields.
  @inline(__always)
  func pointer(to slot: Int32) -> UnsafeMutablePointer<Element> { table.base + Int(slot) }

  @inline(__always)
  mutating func insert(_ element: Element) -> Int32 {
    if free.isEmpty {
      table.append(element)
      return Int32(truncatingIfNeeded: table.count - 1)
    }
    let slot = free.removeLast()
    table[slot] = element
    return slot
  }

  @inline(__always)
  mutating func release(_ slot: Int32) { free.append(slot) }
}
