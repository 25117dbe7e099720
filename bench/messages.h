// The messages that are sent: plain text, and one with a base64 attachment
// brought to a given size.

#ifndef SALLYPORT_BENCH_MESSAGES_H_
#define SALLYPORT_BENCH_MESSAGES_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace sallyport::bench {

/// Text of about `bytes`; `tag` makes one unlike another.
std::string TextMessage(size_t bytes, std::string_view tag = "");

/// A short text and one attachment of random bytes; about `bytes` in all.
std::string AttachmentMessage(size_t bytes,
                              std::string_view file_name = "report.dat",
                              std::string_view tag = "");

/// `bytes` bytes that no compressor shrinks, the same in every run.
std::string RandomBytes(size_t bytes, std::string_view tag);

}  // namespace sallyport::bench

#endif  // SALLYPORT_BENCH_MESSAGES_H_
