"""The sub-commands of `holdfast` that show something; each module is loaded when it is called."""
