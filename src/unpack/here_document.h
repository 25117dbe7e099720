// Files in a shell archive: here-documents, whose lines may carry a prefix.

#ifndef SALLYPORT_UNPACK_HERE_DOCUMENT_H_
#define SALLYPORT_UNPACK_HERE_DOCUMENT_H_

#include <optional>

#include "unpack/recoded_source.h"

namespace sallyport {

struct HereDocument {
  std::string name;        // of the file that is written, or empty
  std::string terminator;  // the line behind its last one
  std::string prefix;      // that each line carries
  bool strips_tabs = false;
};

/// What a line like "sed 's/^X//' > NAME << 'END'" begins. Nothing if it
/// writes no file and takes nothing away: its text is plain to see.
std::optional<HereDocument> ReadHereDocument(std::string_view line);

bool IsTerminator(std::string_view line, const HereDocument& document);

/// Takes `prefix` off each line.
class PrefixRecoder : public Recoder {
 public:
  explicit PrefixRecoder(std::string_view prefix) : prefix_(prefix) {}

  std::unique_ptr<Recoder> Clone() const override {
    return std::make_unique<PrefixRecoder>(*this);
  }
  void Take(std::string_view in, std::string* out) override;
  void Finish(std::string* out) override;

 private:
  std::string prefix_;
  size_t seen_ = 0;  // bytes of the prefix in this line
  bool in_line_ = false;
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_HERE_DOCUMENT_H_
