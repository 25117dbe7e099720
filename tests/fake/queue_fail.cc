// A queue program that reads all and then has a full disk.

#include "tests/fake/queue_input.h"

int main() {
  sallyport::fake::ReadAll(0);
  sallyport::fake::ReadAll(1);
  ::_exit(sallyport::fake::kWriteFailed);
}
