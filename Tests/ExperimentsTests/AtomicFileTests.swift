import Experiments
import Foundation
import Synchronization
import Testing

/// System calls of which the one with the given number fails.
final class FailingCalls: Sendable {
  let failing: Int
  private let count = Mutex(0)

  init(failing: Int) { self.failing = failing }

  var made: Int { count.withLock { $0 } }

  /// The error number of the next call: `ENOSPC` when it is its turn.
  func next() -> Int32 {
    count.withLock {
      $0 += 1
      return $0 == failing ? ENOSPC : 0
    }
  }

  var operations: FileOperations {
    let system = FileOperations.system
    var operations = system
    operations.create = { path in
      let code = self.next()
      return code == 0 ? system.create(path) : (-1, code)
    }
    operations.write = { descriptor, bytes in
      let code = self.next()
      // Half of it is written before the disk is full.
      if code != 0 {
        _ = system.write(descriptor, UnsafeRawBufferPointer(rebasing: bytes[..<(bytes.count / 2)]))
        return (-1, code)
      }
      return system.write(descriptor, bytes)
    }
    operations.synchronize = { descriptor in
      let code = self.next()
      return code == 0 ? system.synchronize(descriptor) : code
    }
    operations.close = { descriptor in
      let code = self.next()
      let closed = system.close(descriptor)
      return code == 0 ? closed : code
    }
    operations.rename = { old, new in
      let code = self.next()
      return code == 0 ? system.rename(old, new) : code
    }
    operations.exchange = { one, other in
      let code = self.next()
      return code == 0 ? system.exchange(one, other) : code
    }
    return operations
  }
}

@Suite struct AtomicFileTests {
  @Test("a file appears with all its bytes, however many and however small the buffer")
  func complete() throws {
    try Samples.inFolder { folder in
      let path = folder + "/a.txt"
      let file = try AtomicFile(path: path, capacity: 7)
      for number in 0..<1000 { try file.append { $0.append(contentsOf: "\(number)\n".utf8) } }
      #expect(!FileManager.default.fileExists(atPath: path))
      try file.commit()
      #expect(try Samples.text(path) == (0..<1000).map { "\($0)\n" }.joined())
      #expect(try Samples.names(in: folder) == ["a.txt"])
    }
  }

  @Test("without a commit nothing appears and nothing is left behind")
  func abandoned() throws {
    try Samples.inFolder { folder in
      do {
        let file = try AtomicFile(path: folder + "/a.txt", capacity: 1)
        try file.append { $0.append(1) }
      }
      #expect(try Samples.names(in: folder) == [])
    }
  }

  @Test(
    "whichever system call fails, the old file stays and nothing half-written does",
    arguments: 1...5)
  func failure(call: Int) throws {
    try Samples.inFolder { folder in
      let path = folder + "/a.txt"
      try AtomicFile.write("old", to: path)
      let calls = FailingCalls(failing: call)
      #expect(throws: FileError.self) {
        try AtomicFile.write("new", to: path, operations: calls.operations)
      }
      #expect(calls.made >= call)
      #expect(try Samples.text(path) == "old")
      #expect(try Samples.names(in: folder) == ["a.txt"])
    }
  }

  @Test("a write that is cut short is continued")
  func shortWrites() throws {
    try Samples.inFolder { folder in
      var operations = FileOperations.system
      operations.write = { descriptor, bytes in
        FileOperations.system.write(descriptor, UnsafeRawBufferPointer(rebasing: bytes.prefix(3)))
      }
      try AtomicFile.write("0123456789", to: folder + "/a", operations: operations)
      #expect(try Samples.text(folder + "/a") == "0123456789")
    }
  }

  @Test("an error says which file, what was tried and why")
  func message() {
    let error = FileError("a/b.csv", "write", code: ENOSPC)
    #expect(error.description == "a/b.csv: error: cannot write: No space left on device")
    #expect(!error.isTransient)
    #expect(FileError("a", "open", code: EMFILE).isTransient)
  }
}
