// What is known of a message besides its bytes, as the gate hands it to the
// jail (descriptor 3) and to sallyport-unpack: text0, one letter, bytes, NUL.
//
//   I id   S sender   A client's IP address, or empty   K client class
//   R recipient (repeated)
//   C depth, parts and bytes, decimal, a blank between: an archive is to be
//     opened that an outside unpacker made of a part that lies so deep, and so
//     much is left for what is in it
//
// The envelope's grammar admits no control byte, so no value holds a NUL or a
// newline.

#ifndef SALLYPORT_MAIL_FACTS_H_
#define SALLYPORT_MAIL_FACTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sallyport {

/// An archive that an outside unpacker made of a part.
struct OutsideArchive {
  int depth = 0;       // of the part
  int parts = 0;       // that there may still be
  uint64_t bytes = 0;  // that they may have
};

struct Facts {
  std::string id;
  std::string sender;
  std::string relay;         // client's IP address, or empty
  std::string client_class;  // "network", "relay" or "local"
  std::vector<std::string> recipients;
  std::optional<OutsideArchive> archive;  // instead of a message
};

std::string EncodeFacts(const Facts& facts);
Result<Facts> DecodeFacts(std::string_view bytes);

}  // namespace sallyport

#endif  // SALLYPORT_MAIL_FACTS_H_
