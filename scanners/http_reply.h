// Takes an answer in HTTP's syntax from a server. A body must say where it
// ends, by its length or by chunks: one that ends with the connection may be
// cut, and nobody could tell.

#ifndef SALLYPORT_SCANNERS_HTTP_REPLY_H_
#define SALLYPORT_SCANNERS_HTTP_REPLY_H_

#include <cstddef>
#include <string>

#include "base/result.h"
#include "scanners/http_head.h"
#include "scanners/server_connection.h"

namespace sallyport {

/// The next head, with the empty line behind it.
Result<HttpHead> ReadHttpHead(ServerConnection* connection);
/// The body behind `head`; an error if it is over `most` bytes.
Result<std::string> ReadHttpBody(ServerConnection* connection,
                                 const HttpHead& head, size_t most);
/// A body in chunks (RFC 9112, 7.1), with its trailer, which is dropped.
Result<std::string> ReadChunks(ServerConnection* connection, size_t most);

}  // namespace sallyport

#endif  // SALLYPORT_SCANNERS_HTTP_REPLY_H_
