#include "bench/messages.h"

#include <algorithm>
#include <random>

#include "tests/system/site.h"

namespace sallyport::bench {

namespace {

std::string Header(std::string_view tag) {
  return "Received: (qmail 4242 invoked from network); "
         "21 Nov 2026 10:00:00 -0000\n"
         "Message-ID: <" +
         std::string(tag) +
         "1@example.net>\n"
         "Date: Sat, 21 Nov 2026 10:00:00 +0000\n"
         "From: Sender <sender@example.net>\nTo: user@example.com\n"
         "Subject: figures of this week\n";
}

}  // namespace

std::string TextMessage(size_t bytes, std::string_view tag) {
  std::string message = Header(tag) + "\n";
  while (message.size() < bytes)
    message += "One more line of an ordinary text message, " +
               std::to_string(message.size()) + "\n";
  message.resize(bytes - 1);
  return message + "\n";
}

std::string RandomBytes(size_t bytes, std::string_view tag) {
  std::seed_seq seed(tag.begin(), tag.end());
  std::mt19937_64 random(seed);
  std::string out;
  out.reserve(bytes + sizeof(uint64_t));
  while (out.size() < bytes) {
    uint64_t word = random();
    for (size_t i = 0; i < sizeof word; ++i, word >>= 8)
      out += static_cast<char>(word & 0xFF);
  }
  out.resize(bytes);
  return out;
}

std::string AttachmentMessage(size_t bytes, std::string_view file_name,
                              std::string_view tag) {
  // 57 bytes are a line of 76 and a newline.
  constexpr size_t kAround = 700;
  const size_t content = (std::max(bytes, kAround + 77) - kAround) / 77 * 57;
  const std::string name(file_name);
  return Header(tag) +
         "MIME-Version: 1.0\n"
         "Content-Type: multipart/mixed; boundary=\"line\"\n\n"
         "--line\nContent-Type: text/plain; charset=utf-8\n\n"
         "See the attachment.\n"
         "--line\nContent-Type: application/octet-stream; name=\"" +
         name +
         "\"\nContent-Transfer-Encoding: base64\n"
         "Content-Disposition: attachment; filename=\"" +
         name + "\"\n\n" + test::Base64(RandomBytes(content, tag)) +
         "\n--line--\n";
}

}  // namespace sallyport::bench
