//! The five operations, once for all resources.
