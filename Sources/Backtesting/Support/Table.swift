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
    base = .allocate(capacity: capacity)
  }

  deinit { base.deallocate() }

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

  mutating func removeAll() { count = 0 }

  private mutating func grow() {
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity * 2)
    larger.update(from: base, count: count)
    base.deallocate()
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

  mutating func insert(_ element: Element) -> Int32 {
    if free.isEmpty {
      table.append(element)
      return Int32(table.count - 1)
    }
    let slot = free[free.count - 1]
    free.remove(at: free.count - 1)
    table[slot] = element
    return slot
  }

  mutating func release(_ slot: Int32) { free.append(slot) }
}
