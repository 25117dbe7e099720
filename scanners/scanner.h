// The shared main of the shipped plugins: a plugin defines Scan(), which says
// its findings through Report; main() turns the result into the protocol of
// sallyport-scanner(5), with "done" and exit 0 only where Scan returned no
// error.

#ifndef SALLYPORT_SCANNERS_SCANNER_H_
#define SALLYPORT_SCANNERS_SCANNER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "mail/finding.h"

namespace sallyport {

/// Gathers lines for descriptor 1; written when Scan has returned.
class ScannerAnswer {
 public:
  /// `cause`: virus, attachment, policy, encrypted or unscannable.
  void Found(Cause cause, std::string_view name, int part = kNoPart);
  void Spam(double score, std::string_view detail);
  /// Findings of this exact name, whoever made them, are lifted where the
  /// configuration gives that power.
  void Except(std::string_view name);
  /// A field to put above the message: printable ASCII.
  void Header(std::string_view name, std::string_view value);
  void Engine(std::string_view text);

  const std::string& lines() const { return lines_; }

 private:
  std::string lines_;
};

/// A part of the message as the gate stored it.
struct ScannerPart {
  int number = 0;
  std::string path;
};

/// The value of SALLYPORT_OPT_`key`, if the configuration sets it.
std::optional<std::string> Option(const char* key);
/// An option that must be set; the error names it.
Result<std::string> RequiredOption(const char* key);
/// A whole number from `least` to `most`; `otherwise` if it is not set.
Result<int64_t> NumberOption(const char* key, int64_t otherwise, int64_t least,
                             int64_t most);
/// A decimal number from `least` to `most`; `otherwise` if it is not set.
Result<double> DecimalOption(const char* key, double otherwise, double least,
                             double most);
/// A number of bytes, "10M"; `otherwise` if it is not set.
Result<int64_t> BytesOption(const char* key, const char* otherwise);
/// The items of an array option.
std::vector<std::string> ListOption(const char* key);

/// A plugin that begins early (sallyport-scanner(5)) has the message, and is
/// told later that MANIFEST and the parts are there. Waits that many
/// milliseconds for it, or with -1 for ever; false if they are not there yet.
Result<bool> PartsAreThere(int ms);
/// Waits until they are.
Status AwaitParts();

/// $SALLYPORT_MESSAGE and $SALLYPORT_PARTS.
std::string MessagePath();
std::string PartsPath();
/// The parts, in order of their numbers, once they are there.
Result<std::vector<ScannerPart>> Parts();
/// The raw message, as part 0, and then the parts.
Result<std::vector<ScannerPart>> MessageAndParts();
/// The number of the part in a path that names a file of PartsPath(), 0 for
/// MessagePath(), else kNoPart.
int PartOfPath(std::string_view path);

/// $SALLYPORT_ID, and of the envelope the sender and the client's address.
std::string MessageId();
std::string Sender();
std::string ClientAddress();
/// The envelope's recipients.
Result<std::vector<std::string>> Recipients();

/// The plugin itself. An error means "not scanned" and is shown in the log.
Status Scan(ScannerAnswer* answer);

}  // namespace sallyport

#endif  // SALLYPORT_SCANNERS_SCANNER_H_
