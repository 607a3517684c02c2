// What unpacking gzip alone costs: zlib, with its checks, and nothing done with the bytes.
//
//     inflate-baseline FILE...
#include <stdio.h>
#include <zlib.h>

enum { CHUNK = 128 * 1024 };

static int inflateFile(const char *path) {
  static char buffer[CHUNK];
  gzFile file = gzopen(path, "rb");
  if (file == NULL) {
    perror(path);
    return 1;
  }
  gzbuffer(file, CHUNK);
  int count;
  while ((count = gzread(file, buffer, CHUNK)) > 0) {
  }
  return gzclose(file) != Z_OK || count < 0;
}

int main(int argumentCount, char **arguments) {
  for (int index = 1; index < argumentCount; index++) {
    if (inflateFile(arguments[index]) != 0) return 1;
  }
  return 0;
}
