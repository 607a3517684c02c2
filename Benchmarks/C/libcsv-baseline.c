// What libcsv alone costs: every byte of a file goes through csv_parse and nothing is done with
// the fields. Parsing in Swift is judged against this, on the same file in the same run.
//
//     libcsv-baseline FILE...
#include <csv.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum { CHUNK = 128 * 1024 };

static void field(void *text, size_t length, void *context) {
  (void)text;
  (void)length;
  (void)context;
}

static void row(int terminator, void *context) {
  (void)terminator;
  (void)context;
}

static int parse(const char *path) {
  static char buffer[CHUNK];
  struct csv_parser parser;
  int file = open(path, O_RDONLY);
  if (file < 0 || csv_init(&parser, 0) != 0) {
    perror(path);
    return 1;
  }
  ssize_t count;
  while ((count = read(file, buffer, CHUNK)) > 0) {
    if (csv_parse(&parser, buffer, (size_t)count, field, row, NULL) != (size_t)count) {
      fprintf(stderr, "%s: %s\n", path, csv_strerror(csv_error(&parser)));
      return 1;
    }
  }
  csv_fini(&parser, field, row, NULL);
  csv_free(&parser);
  close(file);
  return count < 0;
}

int main(int argumentCount, char **arguments) {
  for (int index = 1; index < argumentCount; index++) {
    if (parse(arguments[index]) != 0) return 1;
  }
  return 0;
}
