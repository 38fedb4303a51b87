"""The sub-commands of `holdfast` that belong to streams; each module is loaded when it is called."""
