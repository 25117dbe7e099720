// A gate with a message already received, on a spool of its own and with a
// jail that is a script of the test: the stages from admit on can be run one
// by one.

#ifndef SALLYPORT_TESTS_QUEUE_GATE_SITE_H_
#define SALLYPORT_TESTS_QUEUE_GATE_SITE_H_

#include <memory>
#include <string>
#include <vector>

#include "queue/gate.h"
#include "tests/inspect/fake_jail.h"

namespace sallyport::test {

inline constexpr const char* kQuarantineKey = "secret";

class GateSite {
 public:
  /// One scanner, "house", which says `answer` (lines without "done").
  explicit GateSite(const std::string& answer, const ConfigValues& values = {});

  /// A message of these bytes, for these recipients, admitted, unpacked,
  /// scanned and judged.
  std::unique_ptr<Gate> Receive(const std::string& message,
                                const std::vector<std::string>& recipients);

  const TemporaryDirectory& spool() const { return spool_; }
  void Write(const std::string& name, std::string_view bytes) const {
    spool_.Write(name, bytes);
  }
  /// Paths of the messages in a folder's new.
  std::vector<std::string> Held(const std::string& folder) const {
    return spool_.Names("quarantine/" + folder + "/new");
  }
  std::string ReadHeld(const std::string& folder, size_t index = 0) const {
    return spool_.Read("quarantine/" + folder + "/new/" +
                       Held(folder).at(index));
  }

 private:
  TemporaryDirectory spool_;
  FakeJail jail_;
  ConfigFile config_;
  int received_ = 0;
};

}  // namespace sallyport::test

#endif  // SALLYPORT_TESTS_QUEUE_GATE_SITE_H_
