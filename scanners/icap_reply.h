// One answer of an ICAP server (RFC 3507), read as it comes: the head, then
// what it encapsulates, which is the head of an HTTP answer and a body in
// chunks. Bounded however much comes: only heads are kept, the body is handed
// on. What is not exactly such an answer is an error.

#ifndef SALLYPORT_SCANNERS_ICAP_REPLY_H_
#define SALLYPORT_SCANNERS_ICAP_REPLY_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "scanners/http_head.h"

namespace sallyport {

class IcapReply {
 public:
  using Body = std::function<Status(std::string_view)>;
  static constexpr size_t kMostHeadBytes = 64 * 1024;

  /// A longer body is an error.
  explicit IcapReply(uint64_t most_body_bytes)
      : most_body_bytes_(most_body_bytes) {}

  /// How many of `bytes` belong to the answer: all, until it is done. `body`
  /// gets those of the encapsulated body.
  Result<size_t> Feed(std::string_view bytes, const Body& body);

  bool begun() const { return begun_; }
  bool done() const { return step_ == Step::kDone; }
  /// The head, as soon as it is whole.
  const std::optional<HttpHead>& head() const { return head_; }
  /// The head of the HTTP answer; none as well where that is not one, which is
  /// then inner_wrong(): some servers put no good one beside their findings.
  const std::optional<HttpHead>& inner() const { return inner_; }
  bool inner_wrong() const { return inner_wrong_; }

 private:
  enum class Step { kHead, kInner, kSize, kChunk, kChunkEnd, kLastEnd, kDone };

  Result<size_t> Take(std::string_view bytes, const Body& body);
  size_t Keep(std::string_view bytes, size_t most);
  Result<size_t> TakeHead(std::string_view bytes);
  Result<size_t> TakeInner(std::string_view bytes);
  Result<size_t> TakeSize(std::string_view bytes);
  Result<size_t> TakeChunk(std::string_view bytes, const Body& body);
  Result<size_t> TakeEnd(std::string_view bytes);
  Status ReadEncapsulated();

  uint64_t most_body_bytes_;
  Step step_ = Step::kHead;
  bool begun_ = false;
  std::string kept_;  // of the head, line or end that is being read
  std::optional<HttpHead> head_;
  std::optional<HttpHead> inner_;
  bool inner_wrong_ = false;
  size_t inner_bytes_ = 0;
  bool has_body_ = false;
  uint64_t chunk_left_ = 0;
  uint64_t body_bytes_ = 0;
};

}  // namespace sallyport

#endif  // SALLYPORT_SCANNERS_ICAP_REPLY_H_
