// A queue program that refuses for now before it has read anything.

#include "tests/fake/queue_input.h"

int main() { ::_exit(sallyport::fake::kRefusedForNow); }
