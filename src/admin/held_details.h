// All that is known of one file of the quarantine, in words or as JSON. Where
// the mark is not valid that is said first: what stands below it is then the
// claim of whoever wrote the file.

#ifndef SALLYPORT_ADMIN_HELD_DETAILS_H_
#define SALLYPORT_ADMIN_HELD_DETAILS_H_

#include <string>
#include <string_view>

#include "admin/held_files.h"
#include "admin/held_message.h"

namespace sallyport {

struct HeldDetails {
  HeldPlace place;
  HeldFile file;
  std::string bytes_doubt;  // why the sender's bytes are not what was held

  bool Sound() const { return file.doubt.empty() && bytes_doubt.empty(); }
};

/// Reads what lies in `place`, and checks mark and bytes.
Result<HeldDetails> ReadHeldDetails(const HeldFiles& files,
                                    const HeldPlace& place, SigningKeys* keys);

/// A word, blanks, a text and the newline.
std::string DetailLine(std::string_view word, const std::string& text);

/// "name:verdict:ms:engine" in words.
std::string ScannerText(const std::string& scanner);

/// An address, or words for the null sender.
std::string AddressText(const std::string& address);

std::string MarkText(const HeldFile& file);

/// Lines of a word, blanks, and a text, all of it escaped.
std::string DetailsText(const HeldDetails& details);

/// One JSON document, with the newline.
std::string DetailsAsJson(const HeldDetails& details);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_HELD_DETAILS_H_
