/// A first-in-first-out queue of plain records in a circular buffer that grows and never shrinks.
struct RingQueue<Element: BitwiseCopyable>: ~Copyable {
  private var base: UnsafeMutablePointer<Element>
  private var capacity: Int
  private var head = 0
  private(set) var count = 0

  /// `minimumCapacity` is rounded up to a power of two.
  init(minimumCapacity: Int = 16) {
    capacity = 1
    while capacity < minimumCapacity { capacity *= 2 }
    base = .allocate(capacity: capacity)
  }

  deinit { base.deallocate() }

  var isEmpty: Bool { count == 0 }

  @inline(__always)
  subscript(offset: Int) -> Element {
    get {
      assert(offset >= 0 && offset < count)
      return base[(head + offset) & (capacity - 1)]
    }
    nonmutating set {
      assert(offset >= 0 && offset < count)
      base[(head + offset) & (capacity - 1)] = newValue
    }
  }

  /// The element that was appended last, `nil` where there is none.
  @inline(__always)
  var last: UnsafeMutablePointer<Element>? {
    count == 0 ? nil : base + ((head + count - 1) & (capacity - 1))
  }

  @inline(__always)
  mutating func append(_ element: Element) {
    if count == capacity { grow() }
    (base + ((head + count) & (capacity - 1))).initialize(to: element)
    count += 1
  }

  /// Appends `element` unless the last one is not to come before it.
  ///
  /// - Returns: whether it was appended.
  @inline(__always)
  mutating func appendInOrder(_ element: Element, _ isOrder: (Element, Element) -> Bool) -> Bool {
    if count > 0, !isOrder(self[count - 1], element) { return false }
    append(element)
    return true
  }

  @inline(__always)
  @discardableResult
  mutating func removeFirst() -> Element {
    assert(count > 0)
    let element = base[head]
    head = (head + 1) & (capacity - 1)
    count -= 1
    return element
  }

  @inline(never)
  private mutating func grow() {
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity * 2)
    for offset in 0..<count { (larger + offset).initialize(to: self[offset]) }
    base.deallocate()
    base = larger
    head = 0
    capacity *= 2
  }
}

/// Some ring queues, held without references so that reaching one costs an index.
struct RingQueues<Element: BitwiseCopyable>: ~Copyable {
  private var base: UnsafeMutablePointer<RingQueue<Element>>
  private(set) var count = 0
  private var capacity = 4

  init() { base = .allocate(capacity: capacity) }

  deinit {
    base.deinitialize(count: count)
    base.deallocate()
  }

  /// Adds an empty queue and returns its index.
  @discardableResult
  mutating func add(minimumCapacity: Int = 16) -> Int {
    if count == capacity {
      let larger = UnsafeMutablePointer<RingQueue<Element>>.allocate(capacity: capacity * 2)
      larger.moveInitialize(from: base, count: count)
      base.deallocate()
      base = larger
      capacity *= 2
    }
    (base + count).initialize(to: RingQueue(minimumCapacity: minimumCapacity))
    count += 1
    return count - 1
  }

  @inline(__always)
  subscript(index: Int) -> RingQueue<Element> {
    unsafeAddress {
      assert(index >= 0 && index < count)
      return UnsafePointer(base + index)
    }
    unsafeMutableAddress {
      assert(index >= 0 && index < count)
      return base + index
    }
  }
}
