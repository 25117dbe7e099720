// One message's way from its bytes in a slot to a decision: unpack, scan,
// decide. Used by the gate and by the commands that show what the gate would
// do.

#ifndef SALLYPORT_INSPECT_INSPECTION_H_
#define SALLYPORT_INSPECT_INSPECTION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "inspect/decide.h"
#include "inspect/jailed.h"
#include "inspect/narrowing.h"
#include "inspect/outside.h"
#include "inspect/scan.h"
#include "inspect/settings.h"
#include "inspect/unpack.h"
#include "mail/config.h"
#include "mail/envelope.h"
#include "mail/facts.h"
#include "state/slot.h"

namespace sallyport {

/// What is looked at, and by whose settings.
struct InspectionSubject {
  Facts facts;  // id, sender, recipients, client
  uint64_t bytes = 0;
  std::string sha256;  // of the message, hexadecimal
  Narrowing narrowing;
  /// Where set, these scanners count for every recipient, in this order,
  /// whatever the settings list.
  std::optional<std::vector<std::string>> scanners;
  bool may_reject = true;  // see DecideInput
  /// No plugin gets ready before its turn, so that their times can be compared.
  bool one_by_one = false;
};

class Inspection {
 public:
  /// All that is pointed to must outlive the object. `live` is the folder of
  /// config.cdb and policy.bin.
  Inspection(Config* config, const JailPlan* plan, int live)
      : config_(config), settings_(config), plan_(plan), live_(live) {}

  /// True if by the site's settings more than the unpacker will read a message:
  /// the file system of the slots is the place for it then.
  bool SiteKeepsFiles();

  /// Starts the unpacker for `message`, a file that is still being written:
  /// it gets ready meanwhile. A failure shows in Unpack. Called again, it gives
  /// up the one that waits.
  void StartUnpacker(int message);

  /// Gives `message`, an unnamed file, its slot, and a name there if anybody
  /// but the unpacker is to read it.
  Status Place(InspectionSubject subject, int message, Slot* slot);

  /// Has it opened up; the error's errno is the gate's own trouble, if any.
  Status Unpack(Deadline deadline);

  /// Runs the scanners that any recipient's settings name, in order, until a
  /// finding decides. A scanner that fails is no error here: Decide() knows.
  Status Scan(Deadline deadline);

  /// Fails if a setting could not be read.
  Result<Decision> Decide() const;

  /// Waits until the unpacker, whose last word was heard in Unpack, has ended
  /// well. To be asked before anything final is done with the message: kept,
  /// refused for good, handed on.
  Status Confirm(Deadline deadline);

  const InspectionSubject& subject() const { return subject_; }
  const Unpacked& unpacked() const { return unpacked_; }
  const std::vector<ScannerResult>& results() const { return results_; }
  const std::vector<Finding>& findings() const { return findings_; }
  /// What scanners excepted: none of it is in findings().
  const std::vector<LiftedFinding>& lifted() const { return lifted_; }
  int64_t unpack_ms() const { return unpack_ms_; }
  int64_t scan_ms() const { return scan_ms_; }
  /// Settings of recipient `index`; of the site, where there is none.
  const Settings& settings_of(size_t index) const;

 private:
  void GatherSettings();
  Status NameMessage();
  bool Wanted(const std::string& scanner) const;
  bool AnyPlugin() const;
  bool KeepsFiles() const;
  Result<Fd> OpenMessage() const;
  static Status WriteFacts(const Facts& facts, int file);
  Result<JailedUnpacker> Start(int message, bool with_policy, Fd* facts,
                               int archive = -1);
  Result<JailedUnpacker> ReadyUnpacker();
  Status OpenOutside(Deadline deadline);
  Result<OutsideRun> RunOutside(const OutsideUnpacker& unpacker,
                                const ManifestRow& row, Deadline deadline);
  Status OpenOutsideArchive(int archive, int part, Deadline deadline);
  UnpackLimits LimitsLeft() const;
  Status MakeReadyForPlugins();
  JailInput PluginInput(int message) const;
  Result<JailedScanner> StartPlugin(const std::string& name) const;
  Status UnpackAll(Deadline deadline);
  Status ScanAll(Deadline deadline);
  DecideInput Input() const;
  void AddPolicyResult();
  ScannerResult AskPlugin(const std::string& name, Deadline deadline);
  void RunPlugin(const std::string& name, bool decided, Deadline deadline);
  void Keep(ScannerResult result, bool decided);

  Config* config_;
  SettingsTable settings_;
  const JailPlan* plan_;
  int live_;
  InspectionSubject subject_;
  Slot* slot_ = nullptr;
  int message_ = -1;
  Fd facts_;
  std::optional<JailedUnpacker> waiting_;
  std::optional<JailedScanner> plugin_;  // the first to be asked, waiting
  Fd manifest_;                          // empty till the first is asked
  std::vector<const Settings*> recipients_;  // never empty once gathered
  std::vector<Settings> narrowed_;           // copies that it points to
  std::vector<std::string> scanners_;
  std::vector<OutsideUnpacker> outside_;
  Unpacked unpacked_;
  std::vector<ScannerResult> results_;
  std::vector<Finding> findings_;
  std::vector<LiftedFinding> lifted_;
  int64_t unpack_ms_ = 0;
  int64_t scan_ms_ = 0;
};

}  // namespace sallyport

#endif  // SALLYPORT_INSPECT_INSPECTION_H_
