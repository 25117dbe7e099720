// A lane of slots in a temporary directory.

#ifndef SALLYPORT_TESTS_STATE_LANE_H_
#define SALLYPORT_TESTS_STATE_LANE_H_

#include <string>
#include <vector>

#include "state/slot.h"
#include "tests/temporary_directory.h"

namespace sallyport::test {

inline constexpr int kPatienceSeconds = 60;

class Lane {
 public:
  explicit Lane(int slots, int stuck_seconds = 1000) {
    place_.MakeDirectory("main");
    // As `sallyport config` makes it: what is made below inherits the bit.
    ::chmod(Path("").c_str(), 02750);
    spec_.name = "main";
    spec_.slots = slots;
    spec_.stuck_seconds = stuck_seconds;
  }

  const LaneSpec& spec() const { return spec_; }
  int lanes() const { return place_.fd(); }

  /// Takes a slot, waiting for `wait_seconds` at most.
  Result<Slot> Take(const SlotHolder& holder = {}, int wait_seconds = 0) const {
    LaneSpec spec = spec_;
    spec.wait_seconds = wait_seconds;
    return Slot::Take(place_.fd(), spec, holder,
                      Deadline::InMs(kPatienceSeconds * 2000));
  }

  std::string Path(const std::string& name) const {
    return place_.Path("main/" + name);
  }
  std::vector<std::string> Names(const std::string& name = "") const {
    return place_.Names("main/" + name);
  }
  void Write(const std::string& name, std::string_view bytes) const {
    place_.Write("main/" + name, bytes);
  }
  void MakeDirectory(const std::string& name) const {
    place_.MakeDirectory("main/" + name);
  }
  std::string Read(const std::string& name) const {
    return place_.Read("main/" + name);
  }
  mode_t Mode(const std::string& name) const {
    return place_.Mode("main/" + name);
  }

 private:
  TemporaryDirectory place_;
  LaneSpec spec_;
};

}  // namespace sallyport::test

#endif  // SALLYPORT_TESTS_STATE_LANE_H_
