"""The history of a workspace, read and written where no engine runs; the same files as the engine's."""
