// Messages for measuring the unpacker: one attachment each, of ten megabytes
// when it is decoded and opened.

#ifndef SALLYPORT_BENCH_UNPACK_MAILS_H_
#define SALLYPORT_BENCH_UNPACK_MAILS_H_

#include <cstddef>
#include <string>
#include <vector>

namespace sallyport::bench {

inline constexpr size_t kContentBytes = 10 << 20;

struct Mail {
  std::string name;
  std::string message;
  bool archive = false;
};

/// base64, quoted-printable, 8bit, and a zip and a tar.gz in base64.
std::vector<Mail> Mails();

}  // namespace sallyport::bench

#endif  // SALLYPORT_BENCH_UNPACK_MAILS_H_
