// Runs a program and reports what the whole process took, on one line of standard error:
//
//     measure COMMAND ARGUMENT...
//     measured STATUS USER-MICROSECONDS SYSTEM-MICROSECONDS PEAK-KILOBYTES
//
// A new process starts with its parent's peak memory as its own, so the parent has to be tiny: an
// interpreter that started the command would hide every peak below its own.
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static long microseconds(struct timeval time) { return time.tv_sec * 1000000L + time.tv_usec; }

int main(int argumentCount, char **arguments) {
  if (argumentCount < 2) return 64;
  pid_t child = fork();
  if (child < 0) return 1;
  if (child == 0) {
    execvp(arguments[1], arguments + 1);
    perror(arguments[1]);
    _exit(127);
  }
  int status;
  struct rusage usage;
  if (wait4(child, &status, 0, &usage) < 0) return 1;
  int result = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  fprintf(stderr, "measured %d %ld %ld %ld\n", result, microseconds(usage.ru_utime),
          microseconds(usage.ru_stime), usage.ru_maxrss);
  return result;
}
