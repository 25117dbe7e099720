// A queue program that reads all and then dies of a signal.

#include <signal.h>

#include "tests/fake/queue_input.h"

int main() {
  sallyport::fake::ReadAll(0);
  sallyport::fake::ReadAll(1);
  ::signal(SIGSEGV, SIG_DFL);
  ::raise(SIGSEGV);
  ::_exit(100);  // SIGSEGV was blocked: not what a fresh program gets
}
