//! The app: what is mounted where, its settings, its command line.
