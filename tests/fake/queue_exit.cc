// A queue program that reads all of its input and then exits with the number
// behind the last dot of its own name: hard-link it as "queue_exit.31" to
// have it refuse, as "queue_exit.53" to have it fail. Under ".82" it first
// writes a text to descriptor 6, as a queue program behind the gate may.
// Without a number it is a test that was set up wrongly: 100.

#include <unistd.h>

#include <cstdlib>
#include <string>

#include "tests/fake/queue_input.h"

int main() {
  using namespace sallyport::fake;
  constexpr int kSetUpWrongly = 100;
  const std::string name = OwnName();
  const size_t dot = name.rfind('.');
  if (dot == std::string::npos) ::_exit(kSetUpWrongly);
  const int code = std::atoi(name.c_str() + dot + 1);
  ReadAll(0);
  ReadAll(1);
  constexpr std::string_view kText = "Dthe next queue says no (#5.7.1)";
  if (code == kTextDecides && ::write(6, kText.data(), kText.size()) !=
                                  static_cast<ssize_t>(kText.size()))
    ::_exit(kSetUpWrongly);
  ::_exit(code);
}
