// A site whose sallyport-jail is a shell script of the test: what a jailed
// program says, and how it ends, is written down by hand.

#ifndef SALLYPORT_TESTS_INSPECT_FAKE_JAIL_H_
#define SALLYPORT_TESTS_INSPECT_FAKE_JAIL_H_

#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "inspect/jailed.h"
#include "tests/mail/config_file.h"

namespace sallyport::test {

/// The jail's report on a plugin that ended well.
inline constexpr const char* kReportOk = "echo 'end ok 0 -1 12 3456' >&6\n";

/// Values for one scanner, with all that RunOneScanner reads.
inline ConfigValues ScannerValues(const std::string& name) {
  const std::string front = "scanner." + name + ".";
  return {{front + "program", "/bin/true"},
          {front + "required", "1"},
          {front + "backup", ""},
          {front + "seconds", "60"},
          {front + "may_except", ""},
          {front + "headers", ""}};
}

class FakeJail {
 public:
  explicit FakeJail(const std::string& script)
      : plan_{directory_.WriteScript("jail", script), "/nonexistent/live"} {
    message_ = Fd(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  }

  const JailPlan& plan() const { return plan_; }
  const TemporaryDirectory& directory() const { return directory_; }

  JailInput Input() const {
    JailInput input;
    input.slot = "main/0";
    input.message = message_.get();
    input.facts = message_.get();
    return input;
  }
  JailedUnpacker StartUnpacker() const {
    Result<JailedUnpacker> started = JailedUnpacker::Start(plan_, Input());
    REQUIRE(started.ok());
    return std::move(started.value());
  }

 private:
  TemporaryDirectory directory_;
  JailPlan plan_;
  Fd message_;
};

}  // namespace sallyport::test

#endif  // SALLYPORT_TESTS_INSPECT_FAKE_JAIL_H_
