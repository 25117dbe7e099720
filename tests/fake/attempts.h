// A hostile plugin's list of what it could do that it should not: each
// attempt that succeeds is one finding `policy NAME -`. Nothing found means
// that every wall held.

#ifndef SALLYPORT_TESTS_FAKE_ATTEMPTS_H_
#define SALLYPORT_TESTS_FAKE_ATTEMPTS_H_

#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/escape.h"
#include "tests/fake/misbehave.h"

namespace sallyport::fake {

class Attempts {
 public:
  /// Each finding is written at once: the next attempt may be the last.
  void Add(const std::string& name, bool succeeded) {
    if (succeeded) Say(kOutput, "policy\t" + EscapeField(name) + "\t-\n");
  }
};

inline std::string Variable(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

/// The paths in an option, separated by colons.
inline std::vector<std::string> PathsOption(const char* name) {
  std::vector<std::string> paths;
  const std::string value = Variable(name);
  if (value.empty()) return paths;
  for (const std::string_view path : Split(value, ':'))
    paths.emplace_back(path);
  return paths;
}

}  // namespace sallyport::fake

#endif  // SALLYPORT_TESTS_FAKE_ATTEMPTS_H_
