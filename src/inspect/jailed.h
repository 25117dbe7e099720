// Starting the unpacker or a scanner in sallyport-jail, and listening to it.
//
// The child gets exactly the descriptors listed in sallyport-jail's main.cc.
// Nobody here ever signals it: closing its control, or dying, is the order to
// kill, and sallyport-unpack has a timer that it can't put off.

#ifndef SALLYPORT_INSPECT_JAILED_H_
#define SALLYPORT_INSPECT_JAILED_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/child.h"
#include "base/clock.h"
#include "base/fd.h"
#include "base/result.h"
#include "state/slot.h"

namespace sallyport {

/// How much of what a jailed program writes to its descriptor 2 is kept.
inline constexpr size_t kMaxChatterBytes = 4096;
/// A jail's report is no longer than that.
inline constexpr size_t kMaxReportBytes = 256;

struct JailPlan {
  std::string jail;  // path of sallyport-jail
  std::string live;  // folder of config.cdb, for the jail where not set-uid
};

/// What every jailed program of a message is given.
struct JailInput {
  std::string slot;  // "main/3"; not for the unpacker
  int message = -1;  // read-only, an opening of its own
  int facts = -1;
  int policy = -1;  // for the unpacker; -1: no rules
  int archive = -1;  // for the unpacker, made by an outside one
  int lock = -1;    // the slot's: held by the jail until its tree is gone
};

/// The jail's report on a scanner (jail/supervise.h).
struct JailReport {
  std::string word;  // ok, left, time, ordered, start, unheard
  int code = -1;
  int signal = -1;
  int64_t cpu_ms = 0;
  int64_t peak_kb = 0;
};
Result<JailReport> ParseJailReport(std::string_view line);

/// How a jailed program ended.
struct JailedEnd {
  /// Not ok: what made us stop listening, before the program had ended by
  /// itself; ETIMEDOUT where the deadline passed.
  Status heard;
  ChildEnd child;  // sallyport-jail, or what it became
  std::optional<JailReport> report;  // scanners only
  std::string chatter;               // from descriptor 2, cut
};

/// Takes a piece of output; an error stops the program.
using OutputTaker = std::function<Status(std::string_view)>;

class JailedProcess;

/// A sallyport-unpack under way. It reads nothing of what it is given before
/// the word to begin: it may be started while that is still being written.
/// Its end takes a while after its last word: whoever runs it may do other
/// work in between, but nothing final before End() has shown that it ended
/// well. Dropped before that, it is left to its timer and to our own end.
class JailedUnpacker {
 public:
  static Result<JailedUnpacker> Start(const JailPlan& plan,
                                      const JailInput& input);
  /// False once it has waited for so long that it may give up.
  bool Waits() const;
  /// The word to begin: all that it was given is written. To say it again
  /// changes nothing.
  void Begin();
  /// For one that has nothing to begin with: it ends, and is waited for.
  void Dismiss();
  /// When its timer, of `seconds` from the word to begin, has ended it.
  Deadline TimerEnd(int64_t seconds) const;
  JailedUnpacker(JailedUnpacker&&) noexcept;
  JailedUnpacker& operator=(JailedUnpacker&&) noexcept;
  ~JailedUnpacker();

  /// Hands its output to `take` until `enough` says so, or to its end.
  Status Listen(Deadline deadline, const OutputTaker& take,
                const std::function<bool()>& enough);

  /// Listens to its end and reaps it. `heard` is not ok after an error of
  /// `take` or the deadline.
  JailedEnd End(Deadline deadline, const OutputTaker& take);

  /// What it has written to descriptor 2 so far.
  const std::string& chatter() const;

 private:
  explicit JailedUnpacker(std::unique_ptr<JailedProcess> process);

  std::unique_ptr<JailedProcess> process_;
};

/// A scanner that waits in its jail for the word to begin: it may be started
/// while the message is still unpacked, if what it is given is there by name.
/// Dropped before it began, it is told to end and waited for.
class JailedScanner {
 public:
  static Result<JailedScanner> Start(const JailPlan& plan,
                                     const JailInput& input,
                                     const std::string& scanner);
  JailedScanner(JailedScanner&&) noexcept;
  JailedScanner& operator=(JailedScanner&&) noexcept;
  ~JailedScanner();

  const std::string& name() const { return name_; }

  /// Gives the word, and runs it to its end, or until the deadline or an error
  /// of `take` (`heard` then) gave the order to kill. Its process tree is gone
  /// when this returns, unless the error says otherwise.
  Result<JailedEnd> Run(Deadline deadline, const OutputTaker& take) &&;

 private:
  JailedScanner(std::unique_ptr<JailedProcess> process, std::string name);

  std::unique_ptr<JailedProcess> process_;
  std::string name_;
};

/// Removes, as the scan user, what a killed scanner left in the slot. The slot
/// stays taken until that has ended, even if we give up or are killed.
Status EmptyScratch(const JailPlan& plan, const Slot& slot, Deadline deadline);

}  // namespace sallyport

#endif  // SALLYPORT_INSPECT_JAILED_H_
