// A queue program that reads all and refuses the message for good.

#include "tests/fake/queue_input.h"

int main() {
  sallyport::fake::ReadAll(0);
  sallyport::fake::ReadAll(1);
  ::_exit(sallyport::fake::kRefusedForGood);
}
