// A queue program that takes its time: after each of message and envelope it
// sleeps the milliseconds behind the last dot of its own name (hard-link it
// as "queue_slow.2000"), 1000 without a number; then exit 0.

#include <poll.h>

#include <cstdlib>
#include <string>

#include "tests/fake/queue_input.h"

int main() {
  using namespace sallyport::fake;
  const std::string name = OwnName();
  const size_t dot = name.rfind('.');
  const int ms =
      dot == std::string::npos ? 1000 : std::atoi(name.c_str() + dot + 1);
  ReadAll(0);
  ::poll(nullptr, 0, ms);
  const std::string envelope = ReadAll(1);
  ::poll(nullptr, 0, ms);
  ::_exit(JudgeEnvelope(envelope));
}
