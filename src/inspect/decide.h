// From findings and settings to an action for each recipient and one answer
// for the caller. A pure function: no I/O, no clock.
//
// One message, one answer:
//   (a) any recipient defer: all deferred, nothing held or handed on;
//   (b) all reject or hold+reject: at most one held item, then the refusal;
//   (c) else nothing is refused: reject and hold+reject become hold for their
//       recipients, one item a category; all others are handed on together.

#ifndef SALLYPORT_INSPECT_DECIDE_H_
#define SALLYPORT_INSPECT_DECIDE_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "inspect/settings.h"
#include "mail/finding.h"

namespace sallyport {

/// A scanner without an answer that counts, and without a backup that had one.
struct ScannerFailure {
  std::string scanner;
  std::string reason;
  bool required = true;  // see Settings::MayFail
};

struct DecideInput {
  std::vector<Finding> findings;         // exceptions already lifted
  std::vector<ScannerFailure> failures;
  std::vector<const Settings*> recipients;  // one each, in envelope order
  const Settings* site = nullptr;        // counts where no recipient is
  /// False where a refusal would loop or become backscatter (qmail-send's
  /// bounces, qmail-local's forwards): reject is hold then.
  bool may_reject = true;
};

enum class Answer {
  kHandOff,  // the queue program gets what is in `pass`, maybe with held items
  kHeld,     // nothing is left to hand on, nothing to refuse
  kRefuse,
  kDefer,
};

inline constexpr size_t kNoFinding = static_cast<size_t>(-1);

struct HeldItem {
  Category category = Category::kTrouble;
  size_t finding = kNoFinding;     // the gravest of it
  std::vector<size_t> recipients;  // indices
};

struct Decision {
  Answer answer = Answer::kDefer;
  Action action = Action::kDefer;   // the gravest of all recipients
  bool reject_became_hold = false;  // logged as "reject>hold"
  size_t finding = kNoFinding;      // what decided, if a finding did
  std::string reason;               // for kDefer
  std::vector<HeldItem> items;
  std::vector<size_t> pass;  // recipients handed on
  bool tagged = false;       // for some recipient in `pass`

  /// The column `action` of the logs.
  std::string_view LogAction() const;
};

/// The action of one finding under one recipient's settings; kDeliver where
/// it does not count for them.
Action ActionFor(const Finding& finding, const Settings& settings);

Decision Decide(const DecideInput& input);

/// True if nothing a later scanner says could spare any recipient a refusal:
/// the scan may stop. Unless a later one may lift findings.
bool AlreadyDecided(const DecideInput& input);

}  // namespace sallyport

#endif  // SALLYPORT_INSPECT_DECIDE_H_
