//! JSON Schemas of what is read and written.
